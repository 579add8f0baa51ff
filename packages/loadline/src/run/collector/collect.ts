import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSpec } from '../../core/spec/run-spec';
import { listenerWarnings } from '../../core/telemetry/listener';
import { ConfigurationError } from '../../core/text/problem';
import type { Result } from '../../core/verdict/result';
import { type RecordedEnd, readInstanceEnd, writeInstanceEnd } from '../../results/instance-end-file';
import { makeRunResult } from '../../results/make-run-result';
import { EXIT } from '../exit';
import { runLink } from '../listeners/run-link';
import {
  checkListeners,
  Telemetry,
  type TelemetrySettings,
  type TellableResult,
} from '../listeners/telemetry';
import { exitCodeOf, writeRun } from '../report-run';
import { StopSwitch } from '../stop-switch';
import { UserOutput } from '../user-output';
import { Barrier, interruptedText } from './barrier';
import { collectorApp } from './collector-app';
import { listenForInstances, prepareFolder } from './collector-server';
import { steadyNow } from './steady-now';

/** Settings of `loadline collect`. */
export interface CollectRequest {
  readonly runId: string;
  readonly instances: number;
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Folder of the run. */
  readonly folder: string;
  /** How long to wait for all instances to arrive, in ms. */
  readonly waitMs: number;
  /** How long to wait for their files after the planned end, in ms. */
  readonly graceMs: number;
  /** How long the report is served after the verdict, in ms. */
  readonly keepMs: number;
  readonly mostBytes: number;
  /** Path of a file for the verdict as JSON of at most 4 kB, such as a Pod's termination message. */
  readonly message?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly say: (line: string) => void;
  /** Listeners that get start, stop and verdict of the whole run. The instances send their figures themselves. */
  readonly events?: EventsRequest;
}

/** What is needed to tell listeners about a run whose instances are on other machines. */
export interface EventsRequest {
  readonly telemetry: TelemetrySettings;
  readonly spec: RunSpec;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const LOOK_MS = 250;
const PROGRESS_MS = 10_000;
const LINGER_MS = 3_000;
const LONGEST_MESSAGE = 4_000;

/**
 * Holds the instances of a run until all have arrived, receives their files, and judges them as one run.
 * @returns the exit code of the verdict
 */
export async function collect(request: CollectRequest): Promise<number> {
  const { runId, instances, folder, say, events } = request;
  if (events) await checkListeners(events.telemetry.listeners, events.variables, say);
  const barrier = new Barrier(join(folder, 'collector.json'), { runId, instances }, say);
  prepareFolder(folder);
  const server = await listenForInstances(collectorApp({ ...request, barrier }).fetch, request);
  const stop = new StopSwitch();
  let telemetry: Telemetry | undefined;
  try {
    telemetry = events && telemetryOf(events, folder, barrier);
    say(`collects ${instances} instances of run ${runId} on ${server.address}`);
    const why = await untilOver(barrier, request, stop, () => telemetry?.began());
    barrier.endDelivery();
    telemetry?.ended();
    const { code, verdict } = await judge(barrier, request, why, stop);
    tell(request, barrier, code, verdict);
    const told = await telemetry?.finish(verdict, runLink(folder), stop);
    for (const warning of listenerWarnings(told ?? [])) say(`warning: ${warning}`);
    // An instance that still asks whether it may start gets the answer no.
    if (barrier.startAtMs === undefined && barrier.arrived.length > 0) await sleep(LINGER_MS);
    if (request.keepMs > 0 && !stop.stopped) await keep(request, stop);
    // Not earlier: a server that takes over before this point has to judge the run again, with the same verdict.
    barrier.judged();
    return code;
  } catch (error) {
    await telemetry?.abandon();
    throw error;
  } finally {
    server.close();
    stop.release();
  }
}

/** @param barrier tells whether the load has begun: then the server that this one replaces has sent the event `start` */
function telemetryOf(
  { telemetry, spec, variables }: EventsRequest,
  folder: string,
  barrier: Barrier,
): Telemetry {
  const { startAtMs } = barrier;
  const opened = new Telemetry(telemetry, spec, variables, folder, new UserOutput());
  if (startAtMs !== undefined && steadyNow() > startAtMs) opened.goesOn();
  return opened;
}

/**
 * Waits until all instances have delivered, or no more files are expected.
 * @param onStart called repeatedly from the start of the load on
 * @returns why the wait ended, in words. Undefined: all have delivered
 */
async function untilOver(
  barrier: Barrier,
  { instances, waitMs, graceMs, say }: CollectRequest,
  stop: StopSwitch,
  onStart: () => void,
): Promise<string | undefined> {
  const begunAtMs = steadyNow();
  let toldAtMs = begunAtMs;
  let stoppedAtMs: number | undefined;
  for (;;) {
    if (barrier.delivered.length === instances) return undefined;
    const now = steadyNow();
    const { endsAtMs, startAtMs } = barrier;
    barrier.look();
    if (startAtMs !== undefined && now >= startAtMs) onStart();
    if (endsAtMs === undefined) {
      if (barrier.closed !== undefined) return `${barrier.closed}: no load`;
      const why = stop.stopped
        ? 'the collect server was stopped before the load: no load'
        : now - begunAtMs > waitMs
          ? `only ${barrier.arrived.length} of ${instances} instances came within ${waitMs / 1000} s: no load`
          : undefined;
      if (why !== undefined) {
        // Otherwise an instance that arrives now would start the load, and nobody would judge it.
        barrier.close(why);
        return why;
      }
    } else {
      if (stop.stopped) barrier.stopAll({ by: 'error', detail: 'the collect server was stopped' });
      if (barrier.stop) stoppedAtMs ??= now;
      const mostMs =
        stoppedAtMs === undefined ? endsAtMs + graceMs : Math.min(endsAtMs, stoppedAtMs + graceMs);
      const { missing, silent } = barrier;
      if (missing.every((number) => silent.includes(number)))
        return `${barrier.delivered.length} of ${instances} instances have delivered, and instance ${missing.join(', ')} says nothing any more`;
      if (now > mostMs) return `${barrier.delivered.length} of ${instances} instances have delivered in time`;
      if (now - toldAtMs > PROGRESS_MS) {
        toldAtMs = now;
        say(barrier.countedText());
      }
    }
    await sleep(LOOK_MS);
  }
}

interface Judged {
  readonly code: number;
  readonly verdict: TellableResult;
}

async function judge(
  barrier: Barrier,
  { runId, instances, folder, say }: CollectRequest,
  why: string | undefined,
  stop: StopSwitch,
): Promise<Judged> {
  const { missing, delivered } = barrier;
  const folders = delivered.map((number) => join(folder, String(number)));
  const doubts = [
    ...(why === undefined ? [] : [why]),
    ...(barrier.stop && !isAfterLoss(barrier) ? [`the load was stopped: ${barrier.stop.detail}`] : []),
    ...barrier.twice.map((number) => `instance ${number} was started twice: the second one was not let in`),
    ...barrier.problems,
  ];
  const invalidBy = (reasons: readonly string[]): Judged => {
    say(`verdict: INVALID\n${reasons.map((text) => `  - ${text}`).join('\n')}`);
    const nothing = { warnings: [], aggregate: { calls: [], journeys: [] } };
    return {
      code: stop.stopped ? EXIT.interrupted : EXIT.invalid,
      verdict: { verdict: 'invalid', reasons, ...nothing },
    };
  };
  if (folders.length === 0) return invalidBy(doubts.length > 0 ? doubts : ['no instance has delivered']);
  const lost =
    missing.length > 0 ? `instance ${missing.join(', ')} of ${instances} did not deliver` : undefined;
  const isFault = missing.length > 0 || barrier.twice.length > 0 || barrier.problems.length > 0;
  // Every later report of these folders must have the same verdict.
  if (isFault)
    // A cluster stops the other instances by a signal after a loss. That is not an interruption by a user.
    for (const number of delivered)
      recordFault(join(folder, String(number)), number, runId, doubts, stop.stopped ? undefined : lost);
  let result: Result;
  try {
    result = await makeRunResult(folders);
  } catch (error) {
    // The files belong to another run, or to another spec.
    if (!(error instanceof ConfigurationError)) throw error;
    return invalidBy([...doubts, ...error.problems.map(({ where, message }) => `${where} ${message}`)]);
  }
  // Which instance the interruption of a run began with is known only here.
  const isNamed = !isFault && result.verdict === 'invalid';
  const amended: Result = {
    ...result,
    ...(isFault && { verdict: 'invalid' }),
    ...(isNamed && { reasons: [...result.reasons, ...doubts] }),
    // The other instances were stopped because one was lost: nobody interrupted the run.
    ...(lost !== undefined && !stop.stopped && { stopped: { ...result.stopped, by: 'error', detail: lost } }),
  };
  const written = await writeRun(amended, folder, {}, new UserOutput());
  return { code: exitCodeOf(written), verdict: written };
}

/** Whether the load was stopped only because the loss of an instance made the cluster stop the others. */
function isAfterLoss({ stop, missing, delivered }: Barrier): boolean {
  return missing.length > 0 && delivered.some((number) => stop?.detail === interruptedText(number));
}

/**
 * Writes into the record of an instance's end why the run cannot be judged.
 * @param lost text that names the lost instance because of which this one was stopped; undefined when none was lost
 */
function recordFault(
  folder: string,
  number: number,
  runId: string,
  doubts: readonly string[],
  lost: string | undefined,
): void {
  // An instance without a valid record of its end makes the run invalid anyway.
  const end = endOf(folder, number, runId);
  if (!end) return;
  const { version: _, ...facts } = end;
  const stopped = end.stopped && lost !== undefined && { ...end.stopped, by: 'error' as const, detail: lost };
  writeInstanceEnd(folder, { ...facts, doubts, ...(stopped && { stopped }) });
}

function endOf(folder: string, number: number, runId: string): RecordedEnd | undefined {
  try {
    return readInstanceEnd(folder, number, runId);
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined;
    throw error;
  }
}

/** Writes the verdict to a file that another program reads after the end. */
function tell(
  { runId, instances, message, say }: CollectRequest,
  barrier: Barrier,
  code: number,
  judged: Judged['verdict'],
) {
  if (message === undefined) return;
  const { delivered, missing } = barrier;
  const facts = {
    runId,
    instances,
    delivered: delivered.length,
    missing,
    exit: code,
    verdict: judged.verdict,
  };
  const reasons = [...judged.reasons];
  const text = () => JSON.stringify({ ...facts, reasons });
  while (Buffer.byteLength(text()) > LONGEST_MESSAGE && reasons.length > 0) reasons.pop();
  try {
    writeFileSync(message, text());
  } catch (error) {
    say(`${message} could not be written: ${(error as Error).message}`);
  }
}

async function keep({ keepMs, say }: CollectRequest, stop: StopSwitch): Promise<void> {
  say(`serves /report.tar.gz for ${keepMs / 1000} s`);
  const endsAtMs = steadyNow() + keepMs;
  while (steadyNow() < endsAtMs && !stop.stopped) await sleep(LOOK_MS);
}
