/**
 * The watcher: a small process, in a session of its own, that ends the load when loadline dies. `bin/loadline` tells it through
 * a pipe which k6 processes run. When the pipe closes while some of them still run, loadline has died. The watcher also ends
 * the load when a signal such as SIGSTOP has stopped loadline: k6, in a group of its own, would go on.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSecrets } from '../core/text/secret-mask';
import { shownText } from '../core/text/shown-text';
import { writePrivately } from '../results/file-modes';
import { endPath, writeInstanceEnd } from '../results/instance-end-file';
import { birthOf, statOf } from '../results/is-running';
import { pipeOf, runFiles } from '../results/run-folder';
import { drainPipe } from './drain-pipe';
import { CLEAN_UP_MS, interruptK6 } from './interrupt-k6';
import { LogReader, maskLogLine, parseLogLine, renderLogLine } from './k6-log';
import type { Stop } from './stop-switch';
import { noteStopByWatcher } from './stopped-by-watcher';
import type { WatchedK6, WatcherMessage } from './watch-k6';

const PERIOD_MS = 100;

/** How long loadline may stand still while a k6 runs, in ms: meanwhile nobody shows the progress or stops a load that breaks. */
const STANDSTILL_MS = 2_000;

interface Watched extends WatchedK6 {
  /** When the process started, by the system's clock: the system may reuse a process id. */
  readonly birth: string | undefined;
  /** Set when k6 has already been told to stop: it gets no second signal. */
  stop?: Stop;
}

writePrivately();
const watched = new Map<number, Watched>();
/** The beginning of a message whose end has not come yet. */
let rest = '';

// Only the end of the pipe ends this process: a signal to loadline's process group must not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});

process.stdin
  .setEncoding('utf8')
  .on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(JSON.parse(line) as WatcherMessage);
  })
  .on('error', () => {})
  .on('close', () => {
    for (const k6 of watched.values()) void end(k6);
  });

const loadline = process.ppid;
let stoodStillSinceMs: number | undefined;
setInterval(() => {
  if (stateOf(loadline) !== 'T') {
    stoodStillSinceMs = undefined;
    return;
  }
  const atMs = Date.now();
  stoodStillSinceMs ??= atMs;
  if (atMs - stoodStillSinceMs < STANDSTILL_MS) return;
  for (const k6 of watched.values()) endUnattended(k6);
}, PERIOD_MS).unref();

function endUnattended(k6: Watched): void {
  if (k6.stop) return;
  const detail =
    'a signal stopped loadline itself (SIGSTOP, or kill -STOP), and nobody watched over the load';
  const stop: Stop = { by: 'error', atMs: Date.now(), detail };
  k6.stop = stop;
  interruptK6(
    k6.pid,
    () => !isAlive(k6),
    () => noteStopByWatcher(k6.place, stop),
  );
}

function take(message: WatcherMessage): void {
  if ('started' in message) {
    const k6 = message.started;
    watched.set(k6.pid, { ...k6, birth: birthOf(k6.pid) });
  } else if ('stopping' in message) {
    const k6 = watched.get(message.stopping);
    if (k6) k6.stop = message.stop;
  } else watched.delete(message.ended);
}

async function end(k6: Watched): Promise<void> {
  const lostAtMs = Date.now();
  const stopDraining = drain(k6);
  if (!k6.stop) interruptK6(k6.pid, () => !isAlive(k6));
  let killedBy: 'SIGKILL' | undefined;
  while (isAlive(k6)) {
    if (killedBy === undefined && Date.now() - lostAtMs > CLEAN_UP_MS) {
      killedBy = 'SIGKILL';
      send(k6, killedBy);
    }
    await new Promise((done) => setTimeout(done, PERIOD_MS));
  }
  stopDraining();
  record(k6, { by: 'supervisor_lost', atMs: lostAtMs, detail: 'loadline ended before k6' }, killedBy);
  rmSync(k6.place, { recursive: true, force: true });
}

/** Reads k6's samples in loadline's place and discards them. @returns a function that ends the reading */
function drain({ folder, instance }: Watched): () => void {
  return folder === undefined || instance === undefined ? () => {} : drainPipe(pipeOf(folder, instance));
}

/** Writes the log and the record of the end in loadline's place. */
function record(k6: Watched, lost: Stop, killedBy: 'SIGKILL' | undefined): void {
  const { folder, instance = 1, runId = '', specHash = '', startedAtMs, place, secrets, stop } = k6;
  if (folder === undefined || !existsSync(folder) || existsSync(endPath(folder, instance))) return;
  const reader = new LogReader();
  const text = readFileSync(join(place, 'stderr'), 'utf8');
  const prepared = prepareSecrets(secrets);
  const lines = text.split('\n').map((raw) => {
    const parsed = parseLogLine(raw);
    const line = parsed && maskLogLine(parsed, prepared);
    if (line) reader.read(line);
    return line ? renderLogLine(line) : shownText(raw, prepared);
  });
  writeFileSync(runFiles.log(folder, instance), lines.join('\n'));
  rmSync(pipeOf(folder, instance), { force: true });
  const { uncaught, outputErrors } = reader.facts(false);
  const times = { startedAtMs, endedAtMs: Date.now() };
  const facts = { instance, runId, specHash, ...times, stopped: stop ?? lost, uncaught };
  writeInstanceEnd(folder, {
    ...facts,
    ...(outputErrors && { outputErrors }),
    ...(killedBy && { killedBy }),
  });
}

function send({ pid, birth }: Watched, signal: NodeJS.Signals): void {
  try {
    if (birthOf(pid) === birth) process.kill(pid, signal);
  } catch {
    // The process has ended.
  }
}

function isAlive({ pid, birth }: Watched): boolean {
  try {
    process.kill(pid, 0);
    return birthOf(pid) === birth && stateOf(pid) !== 'Z';
  } catch {
    return false;
  }
}

function stateOf(pid: number): string | undefined {
  return statOf(pid)?.[0];
}
