const LONGEST = 100;

/**
 * Makes the version by name from what a system reports. Many report no version, or `null`.
 * @returns one entry, with defaults for what is missing
 */
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
 * Makes the tag `system` of all samples of the load: name and version of the tested system, such as `request-api/1.4.2`. All
 * characters that have a meaning in an output are replaced.
 * @param versions versions by name
 */
export function systemTag(versions: Readonly<Record<string, string>>): string {
  const safe = (told: string) => told.replace(/[^\w.:+-]+/g, '_');
  return Object.entries(versions)
    .map(([name, version]) => `${safe(name)}/${safe(version)}`)
    .join(':')
    .slice(0, LONGEST);
}
