import type { Options } from 'k6/options';
import { METRIC } from '../../core/names';
import { runIdProblem } from '../../core/spec/run-id';
import type { RunData } from '../auth/session';
import type { Env } from '../user/env';
import { findMark } from '../user/mark';
import type { Suite } from '../user/suite-definition';

/** A run that only cleans up after other runs, which are over. */
export interface Sweep {
  /** ID of the run to clean up after; undefined: any run. */
  readonly run?: string;
  /** Remove only records that are at least this old, in ms. */
  readonly olderThanMs?: number;
  /** Only log what would be removed. */
  readonly dryRun: boolean;
}

/**
 * Reads `SWEEP_RUN`, `SWEEP_OLDER_THAN`, `DRY_RUN`.
 * @param cleanUp `cleanUp` of the suite: with `none`, a sweep would look as if it had found nothing
 * @returns undefined when the run is not a sweep
 */
export function readSweep(env: Env, cleanUp: Suite['cleanUp']): Sweep | undefined {
  const run = env.text('SWEEP_RUN');
  const noId = run === undefined ? undefined : runIdProblem(run);
  if (noId !== undefined) env.wrong('SWEEP_RUN', noId, 'run-id');
  const olderThanMs = env.durationMs('SWEEP_OLDER_THAN');
  const dryRun = env.flag('DRY_RUN');
  if (run === undefined && olderThanMs === undefined) {
    if (dryRun)
      env.wrong('DRY_RUN', 'has no effect without SWEEP_RUN or SWEEP_OLDER_THAN: a load would be put on');
    return undefined;
  }
  if (cleanUp === 'none')
    env.wrong(
      run === undefined ? 'SWEEP_OLDER_THAN' : 'SWEEP_RUN',
      'has no effect, because the system has no call that removes records: they stay, remove them in the system itself',
      'suite-cannot',
    );
  return { dryRun, ...(run !== undefined && { run }), ...(olderThanMs !== undefined && { olderThanMs }) };
}

/**
 * Makes k6's options for a sweep: a virtual user that does nothing between set-up and clean-up. The run fails when records
 * are left.
 */
export function sweepOptions(common: Options): Options {
  return {
    ...common,
    scenarios: { sweep: { executor: 'per-vu-iterations', exec: 'debug', vus: 1, iterations: 1 } },
    thresholds: { [METRIC.recordsLeft]: ['count<1'] },
  };
}

/**
 * Whether a text carries the mark of records to remove: those of this instance's own run, or of the runs that are swept. A
 * mark of the run `a1` is not a mark of the run `a`.
 * @param createdAtMs when the record was made, in ms since the epoch; a record of unknown age is never old enough
 */
export function carriesMark(
  text: string,
  { mark, sweep }: Pick<RunData, 'mark' | 'sweep'>,
  createdAtMs = Number.NaN,
): boolean {
  const found = findMark(text);
  if (!sweep) return found === mark;
  const run = found?.replace(/^loadline-/, '').replace(/\/\d+$/, '');
  if (run === undefined || (sweep.run !== undefined && sweep.run !== run)) return false;
  return sweep.olderThanMs === undefined || createdAtMs <= Date.now() - sweep.olderThanMs;
}
