/** The shells that completion is written for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * A script that a shell reads once; it asks `opsmith __complete` for candidates. Each candidate comes as a line `word<TAB>meaning`; the line
 * `:paths` says that the shell shall add paths.
 */
export function completionScript(shell: Shell): string {
  return { bash, zsh, fish }[shell];
}

// bash breaks words at `=` and `:` by itself, which is why the candidates are cut at the last of them.
const bash = `# opsmith completion for bash. To use it, put this line into ~/.bashrc:
#   eval "$(opsmith completion bash)"
_opsmith() {
  local line word cur prefix lines
  cur="\${COMP_LINE:0:COMP_POINT}"
  cur="\${cur##*[[:space:]]}"
  local -a before=()
  local i
  for ((i = 1; i < COMP_CWORD; i++)); do before+=("\${COMP_WORDS[i]}"); done
  # Words that bash cut at "=" are put together again by what is left of the cursor.
  if [[ "$cur" == *=* ]]; then
    while ((\${#before[@]} > 0)) && [[ "\${before[-1]}" == "=" || "$cur" == "\${before[-1]}"* ]]; do unset 'before[-1]'; done
    prefix="\${cur%"\${cur##*=}"}"
  else
    prefix=""
  fi
  COMPREPLY=()
  lines="$(opsmith __complete "$cur" "\${before[@]}" 2>/dev/null)" || return
  while IFS= read -r line; do
    [[ -z "$line" ]] && continue
    if [[ "$line" == ":paths" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "\${cur#"$prefix"}")
    else
      word="\${line%%$'\\t'*}"
      COMPREPLY+=("\${word#"$prefix"}")
    fi
  done <<< "$lines"
}
complete -F _opsmith opsmith
`;

const zsh = `#compdef opsmith
# opsmith completion for zsh. To use it, put this line into ~/.zshrc, after compinit:
#   eval "$(opsmith completion zsh)"
_opsmith() {
  local line paths=0
  local -a described
  for line in "\${(@f)$(opsmith __complete "\${words[CURRENT]}" "\${(@)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    [[ -z "$line" ]] && continue
    if [[ "$line" == ":paths" ]]; then
      paths=1
    else
      local word="\${line%%$'\\t'*}" means="\${line#*$'\\t'}"
      described+=("\${word//:/\\\\:}:$means")
    fi
  done
  (( \${#described} )) && _describe -t commands 'opsmith' described
  (( paths )) && _files
  return 0
}
compdef _opsmith opsmith
`;

const fish = `# opsmith completion for fish. To use it:
#   opsmith completion fish > ~/.config/fish/completions/opsmith.fish
function __opsmith_complete
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for line in (opsmith __complete "$current" $before[2..-1] 2>/dev/null)
    if test "$line" = ":paths"
      __fish_complete_path "$current"
    else
      echo $line
    end
  end
end
complete -c opsmith -f -a '(__opsmith_complete)'
`;
