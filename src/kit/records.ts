import { SharedArray } from 'k6/data';

/**
 * Test data made when the bundle was built, from `data/<name>.json` beside it. Held once for all virtual users.
 * Must be called in the init context.
 * @returns gives record `i`, starting over at the end
 */
export function records<T extends object>(name: string): (i: number) => T {
  const all = new SharedArray<T>(name, () => JSON.parse(open(`./data/${name}.json`)));
  const { length } = all;
  // k6 parses a record each time that it is taken out, and a pass may look at its own several times.
  let last = -1;
  let record: T;
  return (i) => {
    if (i !== last) record = all[i % length] as T;
    last = i;
    return record;
  };
}
