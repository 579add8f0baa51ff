import { oneLine } from '../core/text/printable';
import type { ProgressView } from './progress/progress';
import { ProgressBlock } from './progress/progress-block';
import { ProgressLog } from './progress/progress-log';
import { screenOf } from './screen';

/**
 * How much a command prints: nothing (as part of another command), only the end, the usual, or also k6's own output.
 */
export type Amount = 'silent' | 'quiet' | 'usual' | 'verbose';

/** Settings of {@link UserOutput}. */
export interface UserOutputOptions {
  readonly amount?: Amount;
  /** The result goes to standard output as JSON, everything else to standard error. */
  readonly json?: boolean;
}

/** What a command tells its user: lines, the progress of a run, and the result for programs. */
export class UserOutput {
  readonly amount: Amount;
  readonly isJson: boolean;
  /** Whether GitHub Actions reads the output, where some lines are commands. */
  readonly isGitHub = process.env.GITHUB_ACTIONS === 'true';
  /** Where texts for people go. */
  readonly stream: NodeJS.WriteStream;
  #view: ProgressView | undefined;

  constructor({ amount = 'usual', json = false }: UserOutputOptions = {}) {
    this.amount = amount;
    this.isJson = json;
    this.stream = json ? process.stderr : process.stdout;
  }

  /** Tells what happens. Not with `--quiet`. */
  readonly say = (text: string): void => {
    if (this.amount !== 'quiet' && this.amount !== 'silent') this.tell(text);
  };

  /** Tells what a user must know, in any case. */
  readonly tell = (text: string): void => {
    if (this.amount !== 'silent') this.write(this.stream, text);
  };

  /** Tells what happens, with the time where every line stays. */
  readonly event = (text: string): void => this.say(this.stream.isTTY ? text : `${time()} ${text}`);

  /** Writes a text of other origin, such as a line of k6. */
  write(stream: NodeJS.WriteStream, text: string): void {
    this.#view?.clear();
    stream.write(`${this.isGitHub ? withoutCommands(text) : text}\n`);
  }

  /** Writes a command for GitHub Actions. Does nothing elsewhere. */
  gitHub(command: string, text: string, title?: string): void {
    if (!this.isGitHub || this.amount === 'silent') return;
    const property =
      title === undefined ? '' : ` title=${escaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}`;
    this.stream.write(`::${command}${property}::${escaped(oneLine(text))}\n`);
  }

  /** Writes the result for programs. Only with `--json`. */
  json(value: unknown): void {
    if (this.isJson) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** The display of a run's progress: a block on a terminal, lines elsewhere. */
  progress(): ProgressView {
    const { stream } = this;
    if (this.amount === 'quiet' || this.amount === 'silent') this.#view = SILENT;
    else if (stream.isTTY && process.env.TERM !== 'dumb')
      this.#view = new ProgressBlock(stream, () => screenOf(stream));
    else this.#view = new ProgressLog(this.event);
    return this.#view;
  }
}

const SILENT: ProgressView = { show: () => {}, judging: () => {}, clear: () => {} };

/** The local time, as k6's log has it. */
function time(): string {
  return new Date().toTimeString().slice(0, 8);
}

/** A text without commands for GitHub Actions: a server may have supplied it. */
function withoutCommands(text: string): string {
  return text.replace(/^(\s*):(?=:)/gm, '$1: ').replaceAll('##[', '## [');
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
