export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** Names of the program in package.json's `bin`. */
const NAMES = ['cdktf-web-infrastructure', 'webinfra'] as const;
const [PROGRAM] = NAMES;

/** A script for the shell: at each Tab it asks the program itself, so that it never lags behind. */
export function renderCompletion(shell: Shell): string {
  return SCRIPTS[shell]();
}

const SCRIPTS: Readonly<Record<Shell, () => string>> = {
  bash: () => `# bash completion of ${PROGRAM}
_cdktf_web_infrastructure() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _cdktf_web_infrastructure ${NAMES.join(' ')}
`,
  zsh: () => `#compdef ${NAMES.join(' ')}
# zsh completion of ${PROGRAM}
_cdktf_web_infrastructure() {
  local -a lines
  lines=("\${(@f)$("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  lines=("\${(@)lines//:/\\\\:}")
  lines=("\${(@)lines/$'\\t'/:}")
  [[ -n $lines ]] && _describe command lines || _files
}
compdef _cdktf_web_infrastructure ${NAMES.join(' ')}
`,
  fish: () =>
    `# fish completion of ${PROGRAM}\n` +
    NAMES.map(
      (name) =>
        `complete -c ${name} -a '(set -l words (commandline -opc) (commandline -ct); $words[1] complete -- $words[2..-1] 2>/dev/null)'\n`,
    ).join(''),
};
