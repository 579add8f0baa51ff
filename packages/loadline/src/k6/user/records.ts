import { SharedArray } from 'k6/data';

/** A character that no record contains. */
const SEPARATOR = '\u001f';

/** A call of `records`. */
export interface DeclaredTable {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Tables that the suite reads; filled as its files are loaded, where the run is planned: it looks at their columns. */
export const declaredTables: DeclaredTable[] = [];

/**
 * Reads test data that was made when the bundle was built, from `data/<name>.json` beside it: a list of objects whose fields
 * are texts. All virtual users share it. Each record is kept as one text, because k6 parses a record again at each access,
 * and an object of six fields costs it three times as much. Call it in the init context.
 * @param fields fields that are needed
 * @returns a function that returns record `i`, starting over at the end
 */
export function records<Field extends string>(
  name: string,
  fields: readonly Field[],
): (i: number) => Readonly<Record<Field, string>> {
  if (__VU === 0) declaredTables.push({ table: name, columns: fields });
  // k6 shares by name: another choice of fields from the same table is another array.
  const all = new SharedArray<string>([name, ...fields].join(SEPARATOR), () =>
    (JSON.parse(open(`./data/${name}.json`)) as Record<Field, string>[]).map((record) =>
      fields.map((field) => record[field]).join(SEPARATOR),
    ),
  );
  const { length } = all;
  // Cached, because an iteration may read its record several times.
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
