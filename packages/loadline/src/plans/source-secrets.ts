import { isAllowedTarget } from '../core/network/allowed-target';
import type { Problem } from '../core/text/problem';

/** Where the secrets of a listener or source are, and where they are sent. */
interface SecretUse {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Problems with the variables that hold the secrets of a listener or source.
 * @param variables undefined: they are set elsewhere, where the run will be
 */
export function missingSecrets(
  { token, headers = {} }: SecretUse,
  where: string,
  variables: Readonly<Record<string, string | undefined>> | undefined,
): Problem[] {
  if (!variables) return [];
  const named = [
    ...(token === undefined ? [] : [{ at: 'token', variable: token }]),
    ...Object.entries(headers).map(([header, variable]) => ({ at: `headers.${header}`, variable })),
  ];
  return named.flatMap(({ at, variable }): Problem[] => {
    const value = variables[variable] ?? '';
    const message =
      value === ''
        ? `needs ${variable}, which is not set: set it in the environment or in .env`
        : /[^\x20-\x7e]/.test(value)
          ? `needs ${variable}, which contains characters that no header can have: set it to the token alone`
          : undefined;
    if (message === undefined) return [];
    return [{ code: value === '' ? 'variable-missing' : 'variable-value', where: `${where}.${at}`, message }];
  });
}

/** Refuses a listener or source to which a secret would be sent over the network without TLS. */
export function openSecrets({ url, token, headers = {} }: SecretUse, where: string): Problem[] {
  const hasSecret = token !== undefined || Object.keys(headers).length > 0;
  if (!hasSecret || url === undefined || /^https:/i.test(url) || isAllowedTarget(url, [])) return [];
  const message =
    'would send a secret over http to another machine, where anyone on the way reads it: write https://, or a collector on this machine';
  return [{ code: 'plan-file-value', where: `${where}.url`, message }];
}
