import type { Times } from '../../core/figures/aggregate';
import { showShare } from '../../core/text/numbers';
import type { Before, Figures } from '../report/beside';
import { showTime, timeFigure } from '../report/figures';

/** Smaller changes of a time, as a share of 1, are shown as equal. */
const SAME = 0.005;

interface ChangeProps {
  readonly old: Figures | undefined;
  readonly before: Before | undefined;
  /** Id of the figure in `compare`, such as `calls.GetVacancy.p95`. */
  readonly id: string;
}

/** Change since the earlier run, and the earlier time: `▲ 316% (21.3)`. Shows nothing without an earlier run. */
export function TimeChange(props: ChangeProps & { now: Times | undefined; stat: string }) {
  const { now, old, before, id, stat } = props;
  if (!before) return null;
  const [value, was] = [timeFigure(now, stat), timeFigure(old?.duration, stat)];
  const shown = old === undefined ? 'new' : `(${showTime(old.duration, stat)})`;
  if (value === undefined || was === undefined || was === 0) return <span class="change"> {shown}</span>;
  const share = value / was - 1;
  const percent = `${Math.abs(share * 100).toFixed(Math.abs(share) < 0.1 ? 1 : 0)}%`;
  const sign = Math.abs(share) < SAME ? '=' : `${share > 0 ? '▲' : '▼'} ${percent}`;
  return (
    <Changed verdict={before.different[id]}>
      {sign} {shown}
    </Changed>
  );
}

/** Share of failures in the earlier run. Shows nothing without an earlier run. */
export function FailedChange({ old, before, id }: ChangeProps) {
  if (!before) return null;
  const shown = old === undefined ? 'new' : `(${showShare(old.failed, old.count)})`;
  return <Changed verdict={before.different[id]}>{shown}</Changed>;
}

function Changed(props: { verdict: 'better' | 'worse' | undefined; children: preact.ComponentChildren }) {
  const { verdict, children } = props;
  return (
    <span class={`change ${verdict ?? ''}`}>
      {' '}
      {children}
      {verdict && ` ${verdict}`}
    </span>
  );
}
