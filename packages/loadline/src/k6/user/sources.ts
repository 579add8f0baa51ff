import { OWN } from '../../core/spec/own-variables';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the sources of the variables, which the program that starts k6 may pass on.
 * @returns undefined when they are not a JSON object of texts
 */
export function readSources(variables: Variables): Record<string, string> | undefined {
  try {
    const sources: unknown = JSON.parse(variables[OWN.sources] || '{}');
    const isObject = typeof sources === 'object' && sources !== null && !Array.isArray(sources);
    if (isObject && Object.values(sources).every((source) => typeof source === 'string'))
      return sources as Record<string, string>;
  } catch {}
  return undefined;
}

/** Returns a variable's name with the source of its value. */
export function withSource(
  name: string,
  sources: Readonly<Record<string, string>> = readSources(__ENV) ?? {},
): string {
  const source = sources[name];
  return source ? `${name} (${source})` : name;
}

/** How to set a variable that is missing. Only `bin/loadline` reads `.env`, and it always passes the plan files. */
export function howToSet(variables: Variables): string {
  return variables[OWN.planFiles]
    ? 'write its value into .env, or set the variable'
    : 'set the variable, as k6 alone reads no .env';
}
