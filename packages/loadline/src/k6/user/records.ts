import { SharedArray } from 'k6/data';

/** Stands in no text of a record. */
const SEPARATOR = '\u001f';

/**
 * Test data made when the bundle was built, from `data/<name>.json` beside it: a list of objects whose fields are texts.
 * Held once for all virtual users, each record as one text: k6 parses what is taken out anew each time, and an object of
 * six fields costs it three times as much. Must be called in the init context.
 * @param fields those that are wanted
 * @returns gives record `i`, starting over at the end
 */
export function records<Field extends string>(
  name: string,
  fields: readonly Field[],
): (i: number) => Readonly<Record<Field, string>> {
  const all = new SharedArray<string>(name, () =>
    (JSON.parse(open(`./data/${name}.json`)) as Record<Field, string>[]).map((record) =>
      fields.map((field) => record[field]).join(SEPARATOR),
    ),
  );
  const { length } = all;
  // An iteration may look at its own several times.
  let last = -1;
  let record: Record<Field, string>;
  return (i) => {
    if (i === last) return record;
    last = i;
    const texts = (all[i % length] as string).split(SEPARATOR);
    record = {} as Record<Field, string>;
    for (let at = 0; at < fields.length; at++) record[fields[at] as Field] = texts[at] as string;
    return record;
  };
}
