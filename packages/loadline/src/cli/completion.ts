import { Argument, Command } from 'commander';
import { bashScript } from './completion/bash';
import { fishScript } from './completion/fish';
import { type CommandWords, wordsOf } from './completion/words';
import { zshScript } from './completion/zsh';

const SCRIPTS: Readonly<Record<string, (all: readonly CommandWords[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `loadline completion <shell>`: prints the script that completes commands, options, and names of tests in a shell. */
export function completionCommand(): Command {
  const command = new Command('completion')
    .description('print the script that completes loadline in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => {
      process.stdout.write(SCRIPTS[shell]?.(wordsOf(command.parent ?? command)) ?? '');
    });
  return command;
}
