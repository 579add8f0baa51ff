import { plannedText } from '../../core/spec/planned-text';
import type { RunSpec } from '../../core/spec/run-spec';
import { warmUpText } from '../../core/spec/warm-up';
import { counted } from '../../core/text/counted';
import { formatDuration } from '../../core/text/duration';
import { debugLines } from './debug-lines';

/**
 * Describes the spec, a line each: what will run against what, and the source of each setting.
 * @param accounts number of accounts; undefined when the suite does not sign in
 */
export function planLines(spec: RunSpec, accounts: number | undefined): string[] {
  const { suite, runId, target, profile, users, loadMs, journeys } = spec;
  const settings = spec.settings.map(({ name, value, source }) => `${name}=${value} (${source})`);
  const first = [
    `loadline: suite ${suite}, run ${runId}, against ${target}`,
    `settings: ${settings.join(', ')}`,
  ];
  if (spec.debug) return [...first, ...debugLines(journeys, spec.settings)];
  const virtualUsers = journeys.reduce((sum, journey) => sum + journey.virtualUsers, 0);
  const sessions =
    accounts === undefined
      ? ''
      : `, ${counted(spec.sessions, 'session')} over ${counted(accounts, 'account')}`;
  return [
    ...first,
    `profile ${profile}: ${counted(users, 'user')}, ${formatDuration(Math.round(loadMs))}${warmUpText(spec)}, ${counted(virtualUsers, 'virtual user')}${sessions}`,
    ...journeys.map(
      ({ name, planned }) => `journey ${name}: ${counted(plannedText(planned), 'iteration')} planned`,
    ),
  ];
}
