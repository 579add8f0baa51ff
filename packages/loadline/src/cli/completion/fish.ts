import { type CommandWords, type Kind, NAMES, type OptionWords } from './words';

/** The script that completes `loadline` in fish. */
export function fishScript(all: readonly CommandWords[]): string {
  const commands = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `# Completion of loadline in fish. Save this file as ~/.config/fish/completions/loadline.fish.
function __loadline_names
  switch $argv[1]
${Object.entries(NAMES)
  .map(([kind, command]) => `    case ${kind}\n      ${command}`)
  .join('\n')}
  end
end
function __loadline_at
  set -l at ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$at $word")
    contains -- "$next" ${commands.join(' ')}; and set at $next
  end
  test "$at" = "$argv[1]"
end
complete -c loadline -f
${all.flatMap(lines).join('\n')}
`;
}

function lines({ path, options, commands, argument }: CommandWords): string[] {
  const here = `complete -c loadline -n ${quoted(`__loadline_at ${quoted(path)}`)}`;
  return [
    ...commands.map(({ name, description }) => `${here} -a ${quoted(name)} -d ${quoted(description)}`),
    ...(argument === 'nothing' ? [] : [`${here} ${offered(argument)}`]),
    ...options.map((option) => `${here} ${optionFlags(option)}`),
  ];
}

function optionFlags({ long, short, description, value }: OptionWords): string {
  const names = [`-l ${long.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])].join(' ');
  const taken = value === undefined ? '' : ` -r ${value === 'nothing' ? '-f' : offered(value)}`;
  return `${names}${taken} -d ${quoted(description)}`;
}

function offered(kind: Kind): string {
  return kind === 'file' ? '-F' : `-f -a '(__loadline_names ${kind})'`;
}

/** A text in single quotes, as fish reads it. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
