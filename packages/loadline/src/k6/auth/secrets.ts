import type k6Secrets from 'k6/secrets';
import { prepareSecrets, type Secrets, secretsOf } from '../../core/text/secret-mask';
import { shownLine, shownText } from '../../core/text/shown-text';
import { accountVariable } from './account-fields';

/** Loads a module of k6 only when this line runs; an `import` would always load it. webpack turns this name into `require`. */
declare function __non_webpack_require__(module: 'k6/secrets'): { default: typeof k6Secrets };

/**
 * k6's own secret source, from `--secret-source` or `K6_SECRET_SOURCE`. It cannot list its names, so USER_ACCOUNTS must give
 * the number of accounts. Only then the module is loaded, because every virtual user gets its own copy.
 */
const source = __ENV.USER_ACCOUNTS ? __non_webpack_require__('k6/secrets').default : undefined;

/** Secrets that were looked up. Code in an iteration cannot wait for a look-up, so it happens before the first iteration. */
let found: Record<string, string> | undefined;

/** Returns a secret by its name: from the environment, else from the look-up. Empty when neither has it. */
export function secretOf(name: string): string {
  return __ENV[name] || found?.[name] || '';
}

/** Names of variables that suites have read as secrets. The name alone may not show that the value is one. */
const asked: string[] = [];

/** Returns a secret of a suite by its name, and masks it from then on. Empty when there is none. */
export function secret(name: string): string {
  if (!asked.includes(name)) {
    asked.push(name);
    known = undefined;
  }
  return secretOf(name);
}

/**
 * Looks up fields of accounts that the environment does not contain.
 * @returns the reason for each name that k6 did not find; undefined at once when all accounts come from the environment
 */
export function lookUpAccounts(
  accounts: readonly { readonly number: number }[],
  fields: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> | undefined {
  if (!source) return undefined;
  const names = accounts.flatMap(({ number }) => fields.map((field) => accountVariable(number, field)));
  return lookUp(
    source,
    names.filter((name) => secretOf(name) === ''),
  );
}

async function lookUp(from: typeof k6Secrets, names: readonly string[]): Promise<Record<string, string>> {
  const missing: Record<string, string> = {};
  const look = async (name: string) => {
    try {
      const value = await from.get(name);
      found ??= {};
      found[name] = value;
      known = undefined;
      if (value === '') missing[name] = 'is empty';
    } catch (error) {
      // The query of a URL may contain a key.
      missing[name] = String(error).replace(/\?\S*/g, '?…');
    }
  };
  await Promise.all(names.map(look));
  return missing;
}

/** The secrets are prepared on first use, so that virtual users that log nothing do not hold them in memory. */
let known: Secrets | undefined;

function knownSecrets(): Secrets {
  known ??= prepareSecrets([...secretsOf(__ENV), ...asked.map(secretOf), ...Object.values(found ?? {})]);
  return known;
}

/** Removes control characters from a text, and masks secrets in it: a server's error may quote what was sent. */
export function withoutSecrets(text: string): string {
  return shownText(text, knownSecrets());
}

/** Does the same as {@link withoutSecrets}, and puts the text into one line. */
export function lineWithoutSecrets(text: string): string {
  return shownLine(text, knownSecrets());
}
