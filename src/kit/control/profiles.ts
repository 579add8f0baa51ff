import type { ProfileFile } from '../../load/profile';

const files = import.meta.webpackContext('../../../plans/profiles', { regExp: /\.yml$/ });

/** The profiles of `plans/profiles/`, by name; put into the bundle when it is built. */
export function profileFiles(): Record<string, ProfileFile> {
  const entries = files.keys().map((path) => [path.replace(/^\.\/|\.yml$/g, ''), files(path) as ProfileFile]);
  return Object.fromEntries(entries);
}
