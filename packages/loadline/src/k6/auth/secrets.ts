import type k6Secrets from 'k6/secrets';
import { prepareSecrets, type Secrets, secretsOf } from '../../core/text/secret-mask';
import { shownLine, shownText } from '../../core/text/shown-text';
import { accountVariable } from './account-fields';

/** Loads a module of k6 when it is reached; an import would be loaded always. The name is webpack's, who makes it `require`. */
declare function __non_webpack_require__(module: 'k6/secrets'): { default: typeof k6Secrets };

/**
 * k6's own secret source, as `--secret-source` or `K6_SECRET_SOURCE` names it. It tells no names, so the number of accounts in
 * it has to be told, and only who does so pays for the module: every virtual user would get one.
 */
const source = __ENV.USER_ACCOUNTS ? __non_webpack_require__('k6/secrets').default : undefined;

/** What was looked up. k6 lets nobody wait in the middle of an iteration, so it is looked up before the first one. */
let found: Record<string, string> | undefined;

/** A secret by its name: of the environment, else as it was looked up; empty when it is nowhere. */
export function secretOf(name: string): string {
  return __ENV[name] || found?.[name] || '';
}

/**
 * Looks up fields of accounts, as far as the environment does not hold them.
 * @returns for each name that k6 did not find, why; undefined at once when accounts come from the environment alone
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
      // The query of a URL may hold a key.
      missing[name] = String(error).replace(/\?\S*/g, '?…');
    }
  };
  await Promise.all(names.map(look));
  return missing;
}

/** Made when the first line needs it: virtual users that say nothing hold none of it. */
let known: Secrets | undefined;

function knownSecrets(): Secrets {
  known ??= prepareSecrets([...secretsOf(__ENV), ...Object.values(found ?? {})]);
  return known;
}

/**
 * A text without control characters, and without the secrets that somebody else may have put into it: a server's error may
 * quote what was sent.
 */
export function withoutSecrets(text: string): string {
  return shownText(text, knownSecrets());
}

/** The same in one line. */
export function lineWithoutSecrets(text: string): string {
  return shownLine(text, knownSecrets());
}
