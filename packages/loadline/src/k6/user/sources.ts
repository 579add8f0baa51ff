import { OWN } from '../../core/spec/own-variables';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Whoever starts k6 may say where the values come from that it puts into the environment.
 * @returns undefined when what it says is no JSON object of texts
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

/** A variable as its user knows it: by its name and where the value comes from. */
export function withSource(
  name: string,
  sources: Readonly<Record<string, string>> = readSources(__ENV) ?? {},
): string {
  const source = sources[name];
  return source ? `${name} (${source})` : name;
}
