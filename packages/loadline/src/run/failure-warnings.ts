import { parseFailureLine } from '../core/figures/failure-line';
import { isScriptErrorLine, MOST_SCRIPT_ERRORS, scriptErrorKind } from '../core/figures/script-error-line';
import { counted } from '../core/text/counted';
import { oneLine } from '../core/text/printable';
import type { K6LogLine } from './k6-log';

const OF_THIS_USER = / \(further ones of this user are only counted\)$/;

/** Parts of k6's own error that differ for each request: the request, and the local address and port. The rest is the cause. */
const OF_ONE_REQUEST = [/^(\w+) "[^"]*": /, /\b(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:]+\]):\d+->/gi];

/** Number of kinds of k6's own warnings that are folded. Warnings of further kinds are all shown. */
const MOST_KINDS = 1_000;

/**
 * Folds the log lines about failures. Virtual users share no memory in k6, so each of them logs its first failure of each
 * cause. k6 itself logs a warning for every failed request.
 */
export class FailureWarnings {
  readonly #users = new Map<string, number>();
  readonly #warnings = new Map<string, number>();
  readonly #errors = new Map<string, { readonly first: string; readonly unit: string; count: number }>();
  #otherErrors = 0;

  /** @returns the text to show; undefined for a failure that has been shown before; any other text unchanged */
  fold(text: string): string | undefined {
    const failure = parseFailureLine(text);
    if (failure === undefined) return text;
    const what = `${failure.of === 'call' ? '' : 'journey '}${failure.name} failed, ${failure.cause}`;
    const users = (this.#users.get(what) ?? 0) + 1;
    this.#users.set(what, users);
    return users > 1 ? undefined : text.replace(OF_THIS_USER, ' (further ones are only counted)');
  }

  /** Folds k6's own warnings. @returns whether one of the same kind has been shown before */
  isRepeated({ level, source, msg, error }: K6LogLine): boolean {
    if (level !== 'warning' || source === 'console') return false;
    const cause = OF_ONE_REQUEST.reduce((left, part) => left.replace(part, ''), String(error ?? ''));
    const what = oneLine(cause === '' ? msg : `${msg}, ${cause}`);
    const count = this.#warnings.get(what) ?? 0;
    if (count === 0 && this.#warnings.size >= MOST_KINDS) return false;
    this.#warnings.set(what, count + 1);
    return count > 0;
  }

  /**
   * Folds script errors: each virtual user logs the first one of each kind, and k6 logs each exception that no iteration
   * caught.
   * @returns whether the error must not be shown: one of its kind has been shown, or too many kinds have
   */
  isRepeatedError(line: K6LogLine): boolean {
    if (!isScriptError(line)) return false;
    const { source, msg, scenario } = line;
    const isOwn = source === 'console';
    const kind = `${source} ${scenario} ${scriptErrorKind(msg)}`;
    const known = this.#errors.get(kind);
    if (known) known.count += 1;
    else if (this.#errors.size >= MOST_SCRIPT_ERRORS) this.#otherErrors += 1;
    else {
      const first = msg.split('\n', 1)[0]?.trim() ?? '';
      this.#errors.set(kind, { first, unit: isOwn ? 'virtual user' : 'time', count: 1 });
      return false;
    }
    return true;
  }

  /**
   * One line for each failure and script error that more than one virtual user logged, and for each warning and exception that
   * k6 logged more than once.
   */
  summary(): string[] {
    const often = (counts: ReadonlyMap<string, number>) => [...counts].filter(([, count]) => count > 1);
    return [
      ...often(this.#users).map(([what, users]) => `${what}: ${counted(users, 'virtual user')} in all`),
      ...often(this.#warnings).map(([what, count]) => `${what}: ${counted(count, 'time')} in all`),
      ...[...this.#errors.values()].flatMap(({ first, unit, count }) =>
        count > 1 ? [`${first}: ${counted(count, unit)} in all`] : [],
      ),
      ...(this.#otherErrors > 0 ? [`${counted(this.#otherErrors, 'script error')} of other kinds`] : []),
    ];
  }
}

/** Whether a line tells a script error: one that an iteration caught, or an exception that none caught. */
export function isScriptError({ level, source, msg, executor }: K6LogLine): boolean {
  const isOwn = source === 'console' && isScriptErrorLine(msg);
  return level === 'error' && (isOwn || (source !== 'console' && executor !== undefined));
}
