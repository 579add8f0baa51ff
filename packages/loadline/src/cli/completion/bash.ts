import { type CommandWords, type Kind, NAMES } from './words';

/** The script that completes `loadline` in bash. */
export function bashScript(all: readonly CommandWords[]): string {
  const commands = all.filter(({ path }) => path !== '').map(({ path }) => `'${path}'`);
  return `# Completion of loadline in bash. Source this file in ~/.bashrc.
_loadline_names() {
  case $1 in
${Object.entries(NAMES)
  .map(([kind, command]) => `    ${kind}) ${command} ;;`)
  .join('\n')}
  esac
}
_loadline() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} at= i kind= words=
  # bash makes three words of --profile=load.
  [[ $word == '=' ]] && word=
  [[ $before == '=' ]] && before=\${COMP_WORDS[COMP_CWORD - 2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${commands.join(' | ')}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:$before" in
${all.flatMap(values).join('\n')}
  esac
  if [[ -z $kind ]]; then
    case "$at" in
${all.map(wordsCase).join('\n')}
    esac
  fi
  [[ $kind == file ]] && return
  compopt +o default 2>/dev/null
  COMPREPLY=($(compgen -W "$words $(_loadline_names "$kind")" -- "$word"))
}
complete -o default -F _loadline loadline
`;
}

function values({ path, options }: CommandWords): string[] {
  const byKind = new Map<Kind, string[]>();
  for (const { long, short, value } of options) {
    if (value === undefined) continue;
    const names = [long, ...(short === undefined ? [] : [short])].map((name) => `'${path}:${name}'`);
    byKind.set(value, [...(byKind.get(value) ?? []), ...names]);
  }
  return [...byKind].map(([kind, names]) => `    ${names.join(' | ')}) kind=${kind} ;;`);
}

function wordsCase({ path, options, commands, argument }: CommandWords): string {
  const flags = options
    .flatMap(({ long, short }) => [...(short === undefined ? [] : [short]), long])
    .join(' ');
  const names = commands.map(({ name }) => name).join(' ');
  return `      '${path}') if [[ $word == -* ]]; then words='${flags}'; else words='${names}' kind=${argument}; fi ;;`;
}
