import { createHash } from 'node:crypto';
import type { RunSpec } from '../core/spec/run-spec';

/** Settings that may differ between the machines of one run. */
export const OWN_SETTINGS: readonly string[] = ['LOCATION', 'LOG_LEVEL', 'SKIP_HEALTH'];

/**
 * SHA-256 of the content of a spec, independent of the order and layout of its JSON. Settings that may differ between the
 * machines of one run are left out: the files of these machines may be put into one folder.
 */
export function specHash(spec: RunSpec): string {
  const shared = spec.settings.filter(({ name }) => !OWN_SETTINGS.includes(name));
  const settings = shared.map(({ name, value }) => [name, value]);
  const text = JSON.stringify({ ...spec, versions: undefined, settings }, (_, value: unknown) =>
    sorted(value),
  );
  return createHash('sha256').update(text).digest('hex');
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}
