import { Argument, type Command } from 'commander';
import { withHelp } from '../command-line';
import { candidates } from '../completion/candidates';
import { SHELLS, renderCompletion, type Shell } from '../completion/render-completion';
import { Project } from '../project/project';

export function addCompletion(program: Command): void {
  withHelp(
    program
      .command('completion')
      .addArgument(new Argument('<shell>', 'whose completion to print').choices([...SHELLS])),
    {
      summary: 'print completion for a shell: bash, zsh or fish',
      examples: [
        ['completion bash > ~/.local/share/bash-completion/completions/cdktf-web-infrastructure', 'for bash'],
        ['completion zsh > ~/.zfunc/_cdktf-web-infrastructure', 'for zsh, with ~/.zfunc in fpath'],
        ['completion fish > ~/.config/fish/completions/cdktf-web-infrastructure.fish', 'for fish'],
      ],
    },
  ).action((shell: Shell) => void process.stdout.write(renderCompletion(shell)));
  // What these scripts run at each Tab: the words so far, the last one unfinished.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      for (const line of candidates(program, words, () => new Project().stacks().map(({ name }) => name)))
        process.stdout.write(`${line}\n`);
    });
}
