import { faultNote } from '../../core/spec/made-by';
import { plannedText } from '../../core/spec/planned-text';
import type { RunSpec } from '../../core/spec/run-spec';
import { counted } from '../../core/text/counted';
import { showLength } from '../../core/text/numbers';
import type { Progress } from '../../run/progress/progress';

/** Facts and progress of a run. */
export function LiveHead({ spec, progress }: { spec: RunSpec; progress: Progress }) {
  const { phase, phaseMs, loadMs, users, sessions, iterations, thresholds, broken } = progress;
  const seconds = (ms: number) => showLength(Math.floor(ms / 1_000) * 1_000);
  const [value, max, words] =
    phase === 'load'
      ? [Math.min(phaseMs, loadMs), loadMs, `${seconds(Math.min(phaseMs, loadMs))} of ${showLength(loadMs)}`]
      : phase === 'set-up' && sessions.planned !== undefined
        ? [sessions.open, sessions.planned, `${sessions.open} of ${counted(sessions.planned, 'session')}`]
        : [undefined, undefined, seconds(phaseMs)];
  return (
    <div class="going">
      <p>
        <b>{spec.test ?? spec.suite}</b>, profile {spec.profile}, {counted(spec.users, 'user')}, on{' '}
        <b>{spec.target}</b>
        {faultNote(spec)}
      </p>
      <p>
        <progress aria-label={phase} {...(max !== undefined && { value, max })} /> {phase}: {words}
      </p>
      <p>
        {counted(users, 'user')} now, {iterations.done} of {plannedText(iterations.planned)} iterations done,{' '}
        {iterations.failed} failed, {iterations.dropped} dropped; {broken.length} of{' '}
        {counted(thresholds, 'threshold')} broken so far
      </p>
    </div>
  );
}
