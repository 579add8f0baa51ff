import { type CommandWords, type Kind, NAMES } from './words';

/** The function `_loadline_names`, which prints the names of a kind; bash and zsh read it alike. */
export const NAMES_FUNCTION = `_loadline_names() {
  case $1 in
${Object.entries(NAMES)
  .map(([kind, command]) => `    ${kind}) ${command} ;;`)
  .join('\n')}
  esac
}`;

/** Pattern of a `case` in bash and zsh that takes every command. */
export function commandPattern(all: readonly CommandWords[]): string {
  return all
    .filter(({ path }) => path !== '')
    .map(({ path }) => `'${path}'`)
    .join(' | ');
}

/** Branches of a `case` in bash and zsh on `command:option`. Each sets `kind` to the kind of the option's value. */
export function valueCases(all: readonly CommandWords[]): string {
  return all.flatMap(valueCasesOf).join('\n');
}

function valueCasesOf({ path, options }: CommandWords): string[] {
  const byKind = new Map<Kind, string[]>();
  for (const { long, short, value } of options) {
    if (value === undefined) continue;
    const names = [long, ...(short === undefined ? [] : [short])].map((name) => `'${path}:${name}'`);
    byKind.set(value, [...(byKind.get(value) ?? []), ...names]);
  }
  return [...byKind].map(([kind, names]) => `    ${names.join(' | ')}) kind=${kind} ;;`);
}
