import type { RunSpec } from '../core/spec/run-spec';
import { warmUpText } from '../core/spec/warm-up';
import { counted } from '../core/text/counted';
import { showLength } from '../core/text/numbers';

/** Describes the run in one line. */
export function startText(spec: RunSpec): string {
  const { test, suite, users, loadMs, target, runId, instances } = spec;
  const shared = instances > 1 ? `, ${instances} instances of k6` : '';
  return `${test ?? suite}: ${counted(users, 'user')}, ${showLength(loadMs)}${warmUpText(spec, showLength)}, ${target}, run ${runId}${shared}`;
}
