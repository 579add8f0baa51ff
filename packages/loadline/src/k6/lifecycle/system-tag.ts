const LONGEST = 100;

/** Name and version of a system as it tells them; many tell no version, or `null`. @returns the version by the name */
export function versionByName({
  name,
  version,
}: {
  name?: unknown;
  version?: unknown;
}): Record<string, string> {
  return { [text(name) ?? 'system']: text(version) ?? 'unknown' };
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The tag `system` of all samples of the load: name and version of the tested system, such as `request-api/1.4.2`. What the
 * system says goes into it only in characters that no output reads as more than a text.
 * @param versions by name
 */
export function systemTag(versions: Readonly<Record<string, string>>): string {
  const safe = (told: string) => told.replace(/[^\w.:+-]+/g, '_');
  return Object.entries(versions)
    .map(([name, version]) => `${safe(name)}/${safe(version)}`)
    .join(':')
    .slice(0, LONGEST);
}
