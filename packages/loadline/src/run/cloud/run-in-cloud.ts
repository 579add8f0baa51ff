import { whoText } from '../../core/verdict/stopped';
import { EXIT } from '../exit';
import { CLEAN_UP_MS } from '../interrupt-k6';
import { type K6End, runK6 } from '../k6-process';
import { StopSwitch } from '../stop-switch';
import { CloudLog } from './cloud-log';
import { CLOUD_TAGS, type CloudRun, NOT_STARTED, notStartedText, withArchive } from './cloud-run';
import { ProgressLoss } from './progress-loss';

/** k6's exit codes of a run in the cloud. */
const K6_ENDED = { held: 0, crossed: 99, failed: 97, unseen: 98 } as const;

const NOT_JUDGED_HERE =
  'The thresholds of Grafana Cloud k6 decided. loadline has no samples of this run, and judged nothing itself.';

/** How a run in the cloud ended. */
export interface CloudEnd {
  readonly exit: number;
  readonly verdict: 'PASS' | 'FAIL' | 'INVALID' | 'NOT STARTED';
  readonly why: string;
}

/**
 * Uploads a suite to Grafana Cloud k6, starts it there, and follows the run to its end. The thresholds in the cloud
 * decide, because this machine gets neither samples nor a summary.
 * @returns exit code: 0, 99, 3, 2 when no run was started, or 105
 */
export async function runInCloud(run: CloudRun): Promise<number> {
  const { env, settings, output } = run;
  const stop = new StopSwitch();
  const log = new CloudLog(output);
  const loss = new ProgressLoss(output.event.bind(output), (why) => stop.stop('error', why));
  try {
    const end = await withArchive(run, {}, async (archive) => {
      if (stop.stopped) return { code: EXIT.interrupted, stopped: stop.stopped };
      const forget = stop.onStop((cause) => output.event(`${whoText(cause)}: k6 stops the run in the cloud`));
      const ended = await runK6({
        args: ['cloud', 'run', CLOUD_TAGS, archive],
        env,
        settings,
        shows: output.amount === 'verbose' ? 'all' : 'errors',
        isPlain: true,
        heard: loss.read,
        stdout: (line) => {
          if (log.read(line)) loss.answered();
        },
        insistAfterMs: CLEAN_UP_MS,
        output,
        stop,
      });
      forget();
      return ended;
    });
    return tellEnd(run, log, end ? cloudEnd(end, log.status) : NOT_PACKED);
  } finally {
    stop.release();
  }
}

const NOT_PACKED: CloudEnd = {
  exit: EXIT.invalid,
  verdict: 'NOT STARTED',
  why: 'k6 could not pack the suite',
};

function tellEnd({ output, spec }: CloudRun, { address }: CloudLog, end: CloudEnd): number {
  const { exit, verdict, why } = end;
  const { runId } = spec;
  output.tell(`\n${verdict}: ${why}`);
  if (verdict !== 'NOT STARTED') output.tell(NOT_JUDGED_HERE);
  if (address !== undefined) output.tell(`run ${runId}: ${address}`);
  output.json({ runId, ...end, decidedBy: 'Grafana Cloud k6', ...(address !== undefined && { address }) });
  return exit;
}

/** Outcome of a run in the cloud, from k6's exit code. @param status last status of the run, as k6 prints it */
export function cloudEnd(
  { code, stopped, setupError }: Pick<K6End, 'code' | 'stopped' | 'setupError'>,
  status: string | undefined,
): CloudEnd {
  const last = status === undefined ? '' : `; its last status was "${status}"`;
  const invalid = (why: string) => ({ exit: EXIT.invalid, verdict: 'INVALID' as const, why });
  if (stopped?.by === 'error') return invalid(`${stopped.detail ?? 'k6 was stopped'}${last}`);
  if (stopped && stopped.by !== 'killed')
    return { exit: EXIT.interrupted, verdict: 'INVALID', why: `${whoText(stopped)}${last}` };
  if (NOT_STARTED.includes(code))
    return { exit: EXIT.usage, verdict: 'NOT STARTED', why: notStartedText(setupError) };
  switch (code) {
    case K6_ENDED.held:
      return { exit: EXIT.pass, verdict: 'PASS', why: 'all thresholds held in Grafana Cloud k6' };
    case K6_ENDED.crossed:
      return { exit: EXIT.fail, verdict: 'FAIL', why: 'thresholds were crossed in Grafana Cloud k6' };
    case K6_ENDED.failed:
      return invalid(`Grafana Cloud k6 ended the run with an error${last}`);
    case K6_ENDED.unseen:
      return invalid('k6 could not follow the run in Grafana Cloud k6');
    default:
      return invalid(`k6 ended with ${code}${last}`);
  }
}
