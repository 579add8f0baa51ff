import { parseFailureLine } from '../core/figures/failure-line';

const OF_THIS_USER = / \(further ones of this user are only counted\)$/;

/**
 * Folds the lines in which virtual users tell of failures: in k6 they share nothing, so each of them tells of the first
 * failure of each cause.
 */
export class FailureWarnings {
  readonly #users = new Map<string, number>();

  /** @returns the text to show; undefined for a failure that has been shown before, and any other text as it is */
  fold(text: string): string | undefined {
    const failure = parseFailureLine(text);
    if (failure === undefined) return text;
    const what = `${failure.of === 'call' ? '' : 'journey '}${failure.name} failed, ${failure.cause}`;
    const users = (this.#users.get(what) ?? 0) + 1;
    this.#users.set(what, users);
    return users > 1 ? undefined : text.replace(OF_THIS_USER, ' (further ones are only counted)');
  }

  /** A line for each failure that more than one virtual user has met. */
  summary(): string[] {
    return [...this.#users]
      .filter(([, users]) => users > 1)
      .map(([what, users]) => `${what}: ${users} virtual users in all`);
  }
}
