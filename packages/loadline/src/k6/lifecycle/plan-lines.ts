import { plannedText } from '../../core/spec/planned-text';
import { plannedPasses } from '../../core/spec/schedule';
import { formatDuration } from '../../core/text/duration';
import type { Setting } from '../../core/verdict/result';
import { debugLines } from './debug-lines';
import type { LoadPlan } from './plan';

/** A run that is planned. */
interface Planned {
  readonly suite: { readonly name: string };
  readonly runId: string;
  /** The system's address, for people. */
  readonly target: string;
  readonly plan: LoadPlan;
  readonly settings: readonly Setting[];
}

/**
 * The plan in words, a line each: what will be run against what, and where each setting comes from.
 * @param opens sessions that set-up opens; absent where nobody signs in
 */
export function planLines(
  { suite, runId, target, plan, settings }: Planned,
  opens: { readonly sessions: number; readonly accounts: number } | undefined,
): string[] {
  const texts = settings.map(({ name, value, source }) => `${name}=${value} (${source})`);
  const sessions = opens ? `, ${opens.sessions} sessions over ${opens.accounts} accounts` : '';
  const first = [
    `loadline: suite ${suite.name}, run ${runId}, against ${target}`,
    `settings: ${texts.join(', ')}`,
  ];
  if (plan.isDebug) return [...first, ...debugLines(plan.journeys, settings)];
  return [
    ...first,
    `profile ${plan.profile}: ${plan.users} users, ${formatDuration(Math.round(plan.loadMs))}, ${plan.virtualUsers} virtual users${sessions}`,
    ...Object.entries(plan.schedules).map(
      ([name, schedule]) => `journey ${name}: ${plannedText(plannedPasses(schedule))} passes planned`,
    ),
  ];
}
