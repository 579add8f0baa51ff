import { prepareSecrets, type Secrets, secretsOf } from '../core/text/secret-mask';

/** The variables with the secrets of a listener or source. */
interface SecretNames {
  readonly token?: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** The headers of a request to a listener or source. @param scheme of its token, such as `Bearer` */
export function requestHeaders(
  { token, headers: named }: SecretNames,
  variables: Variables,
  scheme: string,
): Record<string, string> {
  const headers = Object.fromEntries(
    Object.entries(named).map(([header, variable]) => [header.toLowerCase(), variables[variable] ?? '']),
  );
  return token === undefined ? headers : { authorization: `${scheme} ${variables[token] ?? ''}`, ...headers };
}

/** All secrets of a run, with those of its listeners and sources. */
export function secretsFor(all: readonly SecretNames[], variables: Variables): Secrets {
  const own = secretVariables(all).map((name) => variables[name] ?? '');
  return prepareSecrets([...secretsOf(variables), ...own]);
}

/** Names of all variables that hold secrets of listeners or sources. */
export function secretVariables(all: readonly SecretNames[]): string[] {
  return all.flatMap(({ token, headers }) => [
    ...(token === undefined ? [] : [token]),
    ...Object.values(headers),
  ]);
}
