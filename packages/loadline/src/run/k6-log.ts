import { type FailureExample, parseFailureLine } from '../core/figures/failure-line';
import { oneLine, printable } from '../core/text/printable';
import type { Secrets } from '../core/text/secret-mask';
import { shownText } from '../core/text/shown-text';
import type { StopCause } from '../core/verdict/instance-end';

/** A line of k6's log, as `--log-format json` writes it. */
export interface K6LogLine {
  readonly level: string;
  readonly msg: string;
  /** `console` for lines that the script logs, `stacktrace` for exceptions. */
  readonly source?: string;
  readonly time?: string;
  /** Further fields, such as `executor`, `scenario`, `error`. */
  readonly [field: string]: unknown;
}

/** Levels of lines that report an error. */
const ERROR_LEVELS = ['error', 'fatal', 'panic'];

/** Fields that are not repeated after the message. */
const NOT_SHOWN = ['level', 'msg', 'source', 'time', 'executor', 'hint'];

const ABORTED_BY_THRESHOLD = /^thresholds on metrics '(.*)' were crossed; at least one has abortOnFail/;
const ABORTED_BY_SIGNAL = /^test run was aborted because k6 received a '(\w+)' signal/;

const THRESHOLDS_CROSSED = /^thresholds on metrics '.*' have been crossed/;

/** Messages with which k6 itself ends a run. Such a line has no executor; an exception in an iteration has one. */
const ENDS = [
  ABORTED_BY_THRESHOLD,
  ABORTED_BY_SIGNAL,
  THRESHOLDS_CROSSED,
  /^Aborting k6 in response to signal/,
];

/** Signals by the names that Go, and so k6, gives them. */
const SIGNALS: Readonly<Record<string, StopCause>> = { interrupt: 'SIGINT', terminated: 'SIGTERM' };

const SAMPLES_NOT_WRITTEN = /^CSV: Error writing/;
const SUMMARY_FAILED = /^failed to handle the end-of-test summary/;

/** Outputs that each run has. The errors of other ones, which the user asked for, change no figure of the run. */
const OWN_OUTPUTS: readonly unknown[] = ['csv', 'summary'];
/** Errors of k6's output for OpenTelemetry, which does not name itself in its lines. */
const OF_OPENTELEMETRY = /^(?:can't shutdown OpenTelemetry metric provider|Error dispatching sample)/;

/** Longest text of an error that is kept, in characters. */
const MOST_CHARACTERS = 500;

/** Number of failures of which an example is kept. Calls and causes rarely combine to that many. */
const MOST_EXAMPLES = 1_000;

/** Reads a line of k6's log. @returns undefined when k6's logger did not write it, as for a panic of Go */
export function parseLogLine(text: string): K6LogLine | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    const line = JSON.parse(text) as Partial<K6LogLine>;
    return typeof line.level === 'string' && typeof line.msg === 'string' ? (line as K6LogLine) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Renders a line of the log for people, without control characters: a server may have supplied the text.
 * @param isPlain render only the message, as for `--debug`
 */
export function renderLogLine(line: K6LogLine, isPlain = false): string {
  const msg = printable(line.msg).trimEnd();
  if (isPlain) return msg;
  const fields = Object.entries(line)
    .filter(([name]) => !NOT_SHOWN.includes(name))
    .map(
      ([name, value]) => ` ${name}=${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
    );
  const time = /T(\d\d:\d\d:\d\d)/.exec(line.time ?? '')?.[1];
  return `${time === undefined ? '' : `${time} `}${line.level.padEnd(7)} ${msg}${fields.join('')}`;
}

/** Whether k6 reports that it could not write a file. For samples it gives no cause. */
export function isWriteError(line: K6LogLine): boolean {
  if (line.source === 'console' || line.executor !== undefined) return false;
  if (SAMPLES_NOT_WRITTEN.test(line.msg)) return true;
  return SUMMARY_FAILED.test(line.msg) && /Could not save/i.test(String(line.error));
}

/** Whether k6 reports crossed thresholds. `--debug` does not show this line, as it has no load and reports failures itself. */
export function isThresholdVerdict({ level, source, executor, msg }: K6LogLine): boolean {
  return level === 'error' && source !== 'console' && executor === undefined && THRESHOLDS_CROSSED.test(msg);
}

/** What k6 could not write, in words. */
export function writeErrorText({ msg, error, filename }: K6LogLine): string {
  if (SAMPLES_NOT_WRITTEN.test(msg)) return `k6 could not write ${filename ?? 'its samples'}`;
  return oneLine(`k6 could not write its result: ${error}`).slice(0, MOST_CHARACTERS);
}

/** Whether an output that the user asked for reports that it could not deliver samples. */
function isOutputError({ output, msg }: K6LogLine): boolean {
  return output === undefined ? OF_OPENTELEMETRY.test(msg) : !OWN_OUTPUTS.includes(output);
}

function outputErrorText({ output = 'opentelemetry', msg, error = '' }: K6LogLine): string {
  return oneLine(`${output}: ${msg}: ${error}`).slice(0, MOST_CHARACTERS);
}

/** The line without secrets and control characters: k6 itself may quote what a server sent. */
export function maskLogLine(line: K6LogLine, secrets: Secrets): K6LogLine {
  const fields = Object.entries(line).map(([name, value]) => [
    name,
    typeof value === 'string' ? shownText(value, secrets) : value,
  ]);
  return Object.fromEntries(fields) as K6LogLine;
}

/** Facts about a run from k6's log. */
export interface LogFacts {
  readonly uncaught: { readonly count: number; readonly first?: string };
  /** Errors of the outputs of `--k6-out`. Absent: there are none. */
  readonly outputErrors?: { readonly count: number; readonly first: string };
  /** What ended the load before its planned end, according to k6. */
  readonly stopped?: { readonly by: StopCause; readonly atMs: number; readonly detail?: string };
  /** The last error outside iterations. When k6's exit code reports a failed set-up, it is the reason. */
  readonly lastError?: string;
  /** One example of each failure that virtual users logged. */
  readonly examples?: readonly FailureExample[];
}

/** Message of a thrown `Error`, which is meant for people. Any other error is a mistake in the script and keeps its stack. */
function sentenceOf(text: string): string {
  return /^Error: ([\s\S]*?)(?:\n\s*at |$(?![\s\S]))/.exec(text)?.[1] ?? text;
}

/** Collects one example of each failure that virtual users log. */
export class FailureExamples {
  readonly #found = new Map<string, FailureExample>();

  get all(): FailureExample[] {
    return [...this.#found.values()];
  }

  read({ source, msg }: K6LogLine): void {
    const isWanted = source === 'console' && this.#found.size < MOST_EXAMPLES;
    const example = isWanted ? parseFailureLine(msg) : undefined;
    if (!example) return;
    const { of, name, cause } = example;
    const key = `${of} ${name} ${cause}`;
    if (!this.#found.has(key)) this.#found.set(key, example);
  }
}

/**
 * Collects facts from k6's log. Exceptions after the end of an iteration appear nowhere else. Lines of `console` never count
 * as errors, as they may quote the server. Only examples of failures are read from them.
 */
export class LogReader {
  #errors: { readonly text: string; readonly isInIteration: boolean }[] = [];
  #count = 0;
  #stopped: LogFacts['stopped'];
  #outputErrors: LogFacts['outputErrors'];
  #hasWriteError = false;
  #hasBegun = false;
  readonly #examples = new FailureExamples();

  read(line: K6LogLine): void {
    this.#examples.read(line);
    if (line.source === 'console' || line.executor !== undefined) this.#hasBegun = true;
    if (!ERROR_LEVELS.includes(line.level) || line.source === 'console') return;
    const isInIteration = line.executor !== undefined;
    if (!isInIteration && this.#readEnd(line)) return;
    if (!isInIteration && isOutputError(line)) {
      const { count = 0, first = outputErrorText(line) } = this.#outputErrors ?? {};
      this.#outputErrors = { count: count + 1, first };
      return;
    }
    this.#count++;
    const error = { text: printable(line.msg).trimEnd().slice(0, MOST_CHARACTERS), isInIteration };
    // Only the first and the last error are reported.
    this.#errors = [...this.#errors.slice(0, 1), error];
  }

  /** Whether the script has logged something, so k6 has begun to run it. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether k6 could not write its samples or its own result. */
  get hasWriteError(): boolean {
    return this.#hasWriteError;
  }

  /** @param isRunError whether k6's exit code says that the last error outside iterations ended the run */
  facts(isRunError: boolean): LogFacts {
    const last = this.#errors.at(-1);
    const lastError = isRunError && last && !last.isInIteration ? sentenceOf(last.text) : undefined;
    const count = this.#count - (lastError === undefined ? 0 : 1);
    const examples = this.#examples.all;
    const first = count > 0 ? this.#errors[0]?.text : undefined;
    return {
      uncaught: { count, ...(first !== undefined && { first }) },
      ...(this.#outputErrors && { outputErrors: this.#outputErrors }),
      ...(this.#stopped && { stopped: this.#stopped }),
      ...(lastError !== undefined && { lastError }),
      ...(examples.length > 0 && { examples }),
    };
  }

  #readEnd(line: K6LogLine): boolean {
    const { msg, time } = line;
    const atMs = Date.parse(time ?? '') || Date.now();
    const metrics = ABORTED_BY_THRESHOLD.exec(msg)?.[1];
    const signal = SIGNALS[ABORTED_BY_SIGNAL.exec(msg)?.[1] ?? ''];
    if (metrics !== undefined) this.#stopped = { by: 'threshold', atMs, detail: metrics };
    if (signal !== undefined) this.#stopped = { by: signal, atMs };
    if (isWriteError(line)) {
      this.#hasWriteError = true;
      return true;
    }
    return ENDS.some((end) => end.test(msg));
  }
}
