import { commandPattern, NAMES_FUNCTION, valueCases } from './cases';
import type { CommandWords } from './words';

/** The script that completes `loadline` in bash. */
export function bashScript(all: readonly CommandWords[]): string {
  return `# Completion of loadline in bash. Source this file in ~/.bashrc.
${NAMES_FUNCTION}
_loadline() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} at= i kind= words=
  # bash makes three words of --profile=load.
  [[ $word == '=' ]] && word=
  [[ $before == '=' ]] && before=\${COMP_WORDS[COMP_CWORD - 2]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${at:+$at }\${COMP_WORDS[i]}" in
      ${commandPattern(all)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:$before" in
${valueCases(all)}
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

function wordsCase({ path, options, commands, argument }: CommandWords): string {
  const flags = options
    .flatMap(({ long, short }) => [...(short === undefined ? [] : [short]), long])
    .join(' ');
  const names = commands.map(({ name }) => name).join(' ');
  return `      '${path}') if [[ $word == -* ]]; then words='${flags}'; else words='${names}' kind=${argument}; fi ;;`;
}
