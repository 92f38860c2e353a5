import {OrkestraError} from '../../state/errors.js';
import type {Command} from './command.js';
import {type ShellName, shells} from './offers.js';

export const completion: Command = {
  path: 'completion',
  args: '<shell>',
  summary: `print the script that completes commands in ${shells.slice(0, -1).join(', ')} or ${shells.at(-1)}`,
  examples: [
    'source <(orkestra completion bash)     # in ~/.bashrc',
    'source <(orkestra completion zsh)      # in ~/.zshrc, behind compinit',
    'orkestra completion fish | source      # in ~/.config/fish/config.fish',
  ],
  async run(call) {
    const shell = shells.find((one) => one === call.args[0]);
    if (!shell) {
      throw new OrkestraError(
        'invalid',
        `There is no completion for ${JSON.stringify(call.args[0] ?? '')}: it is ${shells.join(', ')}.`,
      );
    }
    return {json: {shell, script: scripts[shell]}, text: scripts[shell]};
  },
};

/**
 * The scripts only carry words to `orkestra complete` and back. Nothing of the answer is ever evaluated: titles are
 * written by anybody. They call `orkestra` from the PATH, not the path that was typed, which may be a stranger's file.
 */
const scripts: Readonly<Record<ShellName, string>> = {
  // What is offered beside a value may be inserted by menu completion, so it is added only to a list that is looked at.
  bash: `_orkestra() {
  local line at
  local -a values=() helps=()
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :files) compopt -o default 2>/dev/null; return ;;
      :folders) compopt -o dirnames 2>/dev/null; return ;;
    esac
    values+=("\${line%%$'\\t'*}")
    [[ $line == *$'\\t'* ]] && helps+=("  (\${line#*$'\\t'})") || helps+=('')
  done < <(orkestra complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#values[@]} -gt 1 && ( $COMP_TYPE == 63 || $COMP_TYPE == 33 ) ]]; then
    for at in "\${!values[@]}"; do COMPREPLY+=("\${values[at]}\${helps[at]:0:$((\${COLUMNS:-80} - \${#values[at]} - 3))}"); done
  else
    COMPREPLY=("\${values[@]}")
  fi
}
complete -o nosort -F _orkestra orkestra 2>/dev/null || complete -F _orkestra orkestra
`,
  zsh: `#compdef orkestra
_orkestra() {
  local line value
  local -a before values shown
  before=("\${(@Q)words[2,CURRENT-1]}")
  (( CURRENT == 2 )) && before=()
  for line in "\${(@f)$(orkestra complete -- "\${before[@]}" "\${(Q)PREFIX}" 2>/dev/null)}"; do
    case $line in
      (:files) _files; return ;;
      (:folders) _files -/; return ;;
      ('') continue ;;
    esac
    value=\${line%%$'\\t'*}
    values+=("$value")
    if [[ $line == *$'\\t'* ]]; then shown+=("$value  \${line#*$'\\t'}"); else shown+=("$value"); fi
  done
  (( \${#values} )) && compadd -V orkestra -l -d shown -- "\${values[@]}"
}
if [[ \${funcstack[1]} == _orkestra ]]; then _orkestra "$@"; else compdef _orkestra orkestra; fi
`,
  fish: `function __orkestra_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct)
    set -l lines (orkestra complete -- $words "$current" 2>/dev/null)
    switch "$lines[1]"
        case ':files'
            __fish_complete_path "$current"
        case ':folders'
            __fish_complete_directories "$current" ''
        case '*'
            printf '%s\\n' $lines
    end
end
complete -c orkestra -f -k -a '(__orkestra_complete)'
`,
};
