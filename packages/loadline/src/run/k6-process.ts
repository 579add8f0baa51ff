import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '../core/text/problem';
import { prepareSecrets, secretsOf } from '../core/text/secret-mask';
import { shownText } from '../core/text/shown-text';
import type { InstanceEnd, StopCause } from '../core/verdict/instance-end';
import type { RecordedEnd } from '../results/instance-end-file';
import { FailureWarnings, isScriptError } from './failure-warnings';
import { findK6, howToGetOne } from './find-k6';
import { followFile } from './follow-file';
import { endK6, ignoringSigint } from './interrupt-k6';
import { isDiskFull } from './is-disk-full';
import { k6Environment } from './k6-environment';
import {
  isThresholdVerdict,
  isWriteError,
  type K6LogLine,
  LogReader,
  maskLogLine,
  parseLogLine,
  renderLogLine,
  writeErrorText,
} from './k6-log';
import { type Stop, StopSwitch } from './stop-switch';
import { stopByWatcher } from './stopped-by-watcher';
import { UserOutput } from './user-output';
import { endWatcher, startWatcher, watchK6 } from './watch-k6';

/** One k6 to run. */
export interface K6Run {
  /** Arguments after `k6`. Never a secret: other users of the machine can read them. */
  readonly args: readonly string[];
  /** Variables of the run. k6 gets those that `k6Environment` passes on. */
  readonly env: NodeJS.ProcessEnv;
  /** Settings of k6 that loadline chooses, as variables `K6_…`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Secrets among the settings, besides those of `env`. */
  readonly secrets?: readonly string[];
  /** Content of k6's configuration file. Default: nothing. The script's own options take precedence. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Receives k6's output, line by line. */
  readonly log?: (line: string) => void;
  /** Receives each line of k6's log, also those that are not shown again. */
  readonly heard?: (line: K6LogLine) => void;
  /** Receives k6's standard output instead of `log`. */
  readonly stdout?: (line: string) => void;
  /** Which part of k6's output the user sees: errors are those of the script, and k6's own crash. Default: all. */
  readonly shows?: 'all' | 'errors' | 'nothing';
  /** Written before each line that the user sees. */
  readonly prefix?: string;
  /** Default: the streams of this process. */
  readonly output?: UserOutput;
  /** Show only the messages of k6's log. */
  readonly isPlain?: boolean;
  /** Where the watcher writes the record of the end if loadline cannot. */
  readonly instance?: Pick<RecordedEnd, 'runId' | 'specHash'> & {
    readonly folder: string;
    readonly number: number;
  };
  /** Stops k6 before its planned end. Default: a switch for the signals that this process gets. */
  readonly stop?: StopSwitch;
  /** Time from a stop to a second signal, in ms, after which k6 ends at once. Absent: k6 gets no second signal. */
  readonly insistAfterMs?: number;
}

/** How one k6 ended: the facts of `end-<i>.json`, and the exit code as a shell reports it. */
export interface K6End extends Omit<InstanceEnd, 'version' | 'instance' | 'runId'> {
  /** The exit code. For a killed process: 128 plus the number of the signal. */
  readonly code: number;
}

/** A shell adds this to the number of the signal that ended a process. */
const KILLED = 128;

/** Exit codes of a shell that cannot start a program. k6 does not use them. */
const SHELL_FAILED = [126, 127];

/** k6's exit codes for a failed set-up: it timed out, threw, or aborted the run. */
const SET_UP_FAILED = [100, 107, 108];

/** k6's exit codes when it could not begin: a wrong configuration, and any other cause. */
const NOT_BEGUN = [104, 255];

/**
 * Runs k6 to its end, on this process's terminal. k6 gets a process group of its own, so that Ctrl-C reaches it only through
 * this process. Otherwise it would arrive twice, and k6 aborts its clean-up at the second signal. However many signals this
 * process gets, k6 gets exactly one.
 * @throws {ConfigurationError} when the binary does not exist or cannot be started
 */
export async function runK6(run: K6Run): Promise<K6End> {
  const k6 = findK6();
  startWatcher();
  const place = mkdtempSync(join(tmpdir(), 'loadline-k6-'));
  const stop = run.stop ?? new StopSwitch();
  try {
    return await runIn(k6, place, { ...run, stop });
  } finally {
    if (!run.stop) stop.release();
    endWatcher();
    rmSync(place, { recursive: true, force: true });
  }
}

/** @param place an empty folder for k6's output: k6 continues to write there if this process dies */
function runIn(k6: string, place: string, run: K6Run & { stop: StopSwitch }): Promise<K6End> {
  const {
    args,
    env,
    settings,
    config: content = {},
    instance,
    log = () => {},
    shows = 'all',
    prefix = '',
    output = new UserOutput(),
    isPlain,
    stop,
    insistAfterMs,
  } = run;
  const [command = '', ...rest] = args;
  const stderr = join(place, 'stderr');
  const stdout = join(place, 'stdout');
  // k6 draws its progress bars on a terminal unless --quiet is set. It cannot use a pipe: a closed one would kill it.
  const drawsProgress = shows === 'all' && output.stream.isTTY && !args.includes('--quiet');
  const sayTo = (out: NodeJS.WriteStream) => (line: string) => {
    // k6 leaves the cursor above its progress bars: each line clears the text that it overwrites.
    const isOver = drawsProgress && out.isTTY;
    output.write(out, isOver ? `${line.replaceAll('\n', '\u001b[K\n')}\u001b[K` : `${prefix}${line}`);
  };
  const sayError = sayTo(process.stderr);
  const showStdout = shows === 'all' ? sayTo(output.stream) : () => {};
  const takeStdout = run.stdout ?? (shows === 'all' ? () => {} : log);
  for (const file of [stderr, stdout]) writeFileSync(file, '');
  const files = { stderr: openSync(stderr, 'a'), stdout: openSync(stdout, 'a') };
  // The user's own k6 config file must not change a run unnoticed.
  const config = join(place, 'config.json');
  writeFileSync(config, JSON.stringify(content));
  const startedAtMs = Date.now();
  const reader = new LogReader();
  const known = [...secretsOf(env), ...(run.secrets ?? [])];
  const secrets = prepareSecrets(known);
  const warnings = new FailureWarnings();
  const say = (line: string, isError = false) => {
    log(line);
    if (shows === 'all' || (shows === 'errors' && isError)) sayError(line);
  };
  const followed = [
    followFile(stderr, (text) => {
      const parsed = parseLogLine(text);
      const line = parsed && maskLogLine(parsed, secrets);
      const isAgain = reader.hasWriteError;
      if (line) reader.read(line);
      if (line) run.heard?.(line);
      if (line && isWriteError(line)) {
        // k6 repeats this error for each row.
        if (isAgain) return;
        stop.stop(causeOf(instance?.folder), writeErrorText(line));
      }
      if (line && (warnings.isRepeated(line) || warnings.isRepeatedError(line))) return;
      // Only the script logs failures of calls.
      const msg = line?.source === 'console' ? warnings.fold(line.msg) : line?.msg;
      if (line && (msg === undefined || (isPlain && isThresholdVerdict(line)))) return;
      // What k6's logger did not write is a crash of k6 itself.
      const isError = line === undefined || isScriptError(line);
      say(line ? renderLogLine({ ...line, msg: msg ?? '' }, isPlain) : shownText(text, secrets), isError);
    }),
    followFile(stdout, (line) => {
      takeStdout(line);
      showStdout(line);
    }),
  ];
  return new Promise((done, fail) => {
    const all = [command, '--config', config, '--log-format', 'json', ...rest];
    // Other commands of k6 never handle the signal.
    const isRun = command === 'run' || command === 'cloud';
    const [program, words] = isRun ? ignoringSigint(k6, all) : ([k6, all] as const);
    const child = spawn(program, words, {
      env: k6Environment(env, settings),
      detached: true,
      stdio: ['ignore', drawsProgress ? 'inherit' : files.stdout, files.stderr],
    });
    for (const file of Object.values(files)) closeSync(file);
    const watch =
      child.pid === undefined
        ? undefined
        : watchK6({
            pid: child.pid,
            startedAtMs,
            place,
            secrets: known,
            ...(instance && { ...instance, instance: instance.number }),
          });
    let isOver = false;
    const forget = stop.onStop((cause) => {
      // A second SIGINT would end the clean-up.
      if (stopByWatcher(place)) return;
      if (insistAfterMs !== undefined)
        setTimeout(() => isOver || child.kill('SIGINT'), insistAfterMs).unref();
      if (!isRun) child.kill('SIGINT');
      else if (child.pid !== undefined)
        endK6(
          child.pid,
          () => isOver,
          () => watch?.stopping(cause),
        );
    });
    const settle = () => {
      isOver = true;
      forget();
      watch?.ended();
      for (const finish of followed) finish();
    };
    const notStarted = (why: string) => {
      const message = `could not be started (${why}): ${howToGetOne()}`;
      fail(new ConfigurationError([{ code: 'k6-program', where: k6, message }]));
    };
    child.on('error', (error) => {
      settle();
      notStarted(error.message);
    });
    child.on('close', (code, signal) => {
      settle();
      if (code !== null && SHELL_FAILED.includes(code)) return notStarted(`exit code ${code} of the shell`);
      const time = new Date().toISOString();
      for (const msg of warnings.summary()) say(renderLogLine({ level: 'warning', msg, time }, isPlain));
      const stopped = stop.stopped ?? stopByWatcher(place);
      done({ ...endOf(code, signal, reader, stopped), startedAtMs, endedAtMs: Date.now() });
    });
  });
}

function endOf(
  exitCode: number | null,
  killedBy: NodeJS.Signals | null,
  reader: LogReader,
  stopped: Stop | undefined,
): Omit<K6End, 'startedAtMs' | 'endedAtMs'> {
  const {
    uncaught,
    outputErrors,
    lastError,
    stopped: said,
    examples,
  } = reader.facts(
    SET_UP_FAILED.includes(exitCode ?? 0) || (NOT_BEGUN.includes(exitCode ?? 0) && !reader.hasBegun),
  );
  const killed = killedBy && ({ by: 'killed', atMs: Date.now(), detail: killedBy } as const);
  const cause = stopped ?? said ?? killed;
  return {
    code: exitCode ?? KILLED + (killedBy === null ? 0 : constants.signals[killedBy]),
    ...(exitCode !== null && { exitCode }),
    ...(killedBy !== null && { killedBy }),
    ...(cause && { stopped: cause }),
    uncaught,
    ...(outputErrors && { outputErrors }),
    ...(examples && { examples }),
    ...(lastError !== undefined && { setupError: lastError }),
  };
}

/** Why k6 cannot write: its log does not say. */
function causeOf(folder: string | undefined): StopCause {
  return folder !== undefined && isDiskFull(folder) ? 'disk_full' : 'error';
}
