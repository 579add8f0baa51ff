import * as exec from 'k6/execution';
import type { RunData } from './session';

const LONGEST = 100;

/**
 * Gives all samples of the virtual user that asks the tag `system`: name and version of the tested system, as it told them
 * before the load. They are let go then: nobody else in a virtual user needs them.
 */
export function tagSystem(data: RunData): void {
  const told = Object.entries(data.versions ?? {});
  delete data.versions;
  if (told.length === 0) return;
  exec.vu.metrics.tags.system = systemTag(told);
}

/** `request-api/1.4.2`; what the system says goes into tags only in characters that no output reads as more than a text. */
export function systemTag(versions: readonly (readonly [name: string, version: string])[]): string {
  // Not kept: the first regular expression of a virtual user brings it 15 kB, and this is needed once.
  const safe = (text: string) => text.replace(/[^\w.:+-]+/g, '_');
  return versions
    .map(([name, version]) => `${safe(name)}/${safe(version)}`)
    .join(':')
    .slice(0, LONGEST);
}
