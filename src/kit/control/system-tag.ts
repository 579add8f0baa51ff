const LONGEST = 100;

/**
 * The tag `system` of all samples of the load: name and version of the tested system, such as `request-api/1.4.2`. What the
 * system says goes into it only in characters that no output reads as more than a text.
 * @param versions by name
 */
export function systemTag(versions: Readonly<Record<string, string>>): string {
  const safe = (text: string) => text.replace(/[^\w.:+-]+/g, '_');
  return Object.entries(versions)
    .map(([name, version]) => `${safe(name)}/${safe(version)}`)
    .join(':')
    .slice(0, LONGEST);
}
