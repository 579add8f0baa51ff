import { SharedArray } from 'k6/data';

/**
 * Test data made when the bundle was built, from `data/<name>.json` beside it. Held once for all virtual users.
 * Must be called in the init context.
 * @returns gives record `i`, starting over at the end
 */
export function records<T extends object>(name: string): (i: number) => T {
  const all = new SharedArray<T>(name, () => JSON.parse(open(`./data/${name}.json`)));
  return (i) => all[i % all.length] as T;
}
