import { commandPattern, NAMES_FUNCTION, valueCases } from './cases';
import type { CommandWords } from './words';

/** The script that completes `loadline` in zsh. */
export function zshScript(all: readonly CommandWords[]): string {
  return `#compdef loadline
# Completion of loadline in zsh. Source this file in ~/.zshrc, after compinit.
${NAMES_FUNCTION}
_loadline() {
  local word=\${words[CURRENT]} before=\${words[CURRENT-1]} at= next= i kind=
  local -a found names
  for ((i = 2; i < CURRENT; i++)); do
    next="\${at:+$at }\${words[i]}"
    case $next in
      ${commandPattern(all)}) at=$next ;;
    esac
  done
  # The value of --profile=load.
  if [[ $word == --*=* ]]; then
    before=\${word%%=*}
    compset -P '*='
  fi
  case "$at:$before" in
${valueCases(all)}
  esac
  if [[ -z $kind ]]; then
    case $at in
${all.map(wordsCase).join('\n')}
    esac
    if [[ $word == -* ]]; then
      _describe -o option found
      return
    fi
  fi
  [[ $kind == file ]] && { _files; return }
  (( $#found )) && _describe command found
  names=(\${(f)"$(_loadline_names "$kind")"})
  (( $#names )) && compadd -a names
}
(( $+functions[compdef] )) && compdef _loadline loadline
`;
}

function wordsCase({ path, options, commands, argument }: CommandWords): string {
  const flags = options.flatMap(({ long, short, description }) =>
    [...(short === undefined ? [] : [short]), long].map((name) => described(name, description)),
  );
  const names = commands.map(({ name, description }) => described(name, description));
  return `      '${path}') if [[ $word == -* ]]; then found=(${flags.join(' ')}); else found=(${names.join(' ')}) kind=${argument}; fi ;;`;
}

/** A word with its description, as `_describe` takes it. */
function described(name: string, description: string): string {
  return `'${name}:${description.replaceAll("'", "'\\''")}'`;
}
