/** Share of the load that each load zone of Grafana Cloud k6 generates, in whole percent. */
export type LoadZones = Readonly<Record<string, number>>;

/** An entry with a share: `amazon:us:ashburn=60`. */
const SHARE = /^(?<zone>[^=]*[^=\s])\s*=\s*(?<percent>\d+)\s*%?$/;

/** A public load zone of Grafana Cloud k6: provider, country and city. */
const PUBLIC_ZONE = /^\w+:\w+:\w[\w ]*$/;

/**
 * Reads load zones with their shares from a location, such as `amazon:us:ashburn=60,amazon:ie:dublin=40`. A public zone
 * without a share generates all of the load.
 * @returns undefined when the location is a description in words and names no zones
 * @throws {RangeError} when the shares are not valid: they must sum to 100
 */
export function readLoadZones(location: string): LoadZones | undefined {
  const entries = location.split(',').map((entry) => entry.trim());
  const [only = ''] = entries;
  if (entries.length === 1 && PUBLIC_ZONE.test(only)) return { [only]: 100 };
  const shares = entries.map((entry) => SHARE.exec(entry)?.groups);
  if (!shares.some(Boolean)) return undefined;
  const zones = shares.map((groups, index) => {
    const { zone = '', percent = '0' } = groups ?? {};
    if (Number(percent) > 0) return [zone, Number(percent)] as const;
    throw new RangeError(`has no share in "${entries[index]}": ${SUCH_AS}`);
  });
  const twice = zones.find(([zone], index) => zones.findIndex(([other]) => other === zone) < index);
  if (twice) throw new RangeError(`names ${twice[0]} twice: ${SUCH_AS}`);
  const sum = zones.reduce((total, [, percent]) => total + percent, 0);
  if (sum !== 100) throw new RangeError(`has shares that sum to ${sum}: write shares that sum to 100`);
  return Object.fromEntries(zones);
}

/** Advice in messages: what to write as a location for Grafana Cloud k6. */
export const SUCH_AS =
  'write load zones with their shares in percent, such as amazon:us:ashburn=60,amazon:ie:dublin=40';

/** The shares in the form of k6's option `cloud.distribution`. */
export function distributionOf(zones: LoadZones): Record<string, { loadZone: string; percent: number }> {
  return Object.fromEntries(
    Object.entries(zones).map(([loadZone, percent]) => [loadZone, { loadZone, percent }]),
  );
}

/** The shares as text, such as `60 % amazon:us:ashburn, 40 % amazon:ie:dublin`. */
export function zonesText(zones: LoadZones): string {
  return Object.entries(zones)
    .map(([zone, percent]) => `${percent} % ${zone}`)
    .join(', ');
}
