import type { Command } from 'commander';
import { exitCodesText } from '../../packages/loadline/src/cli/exit-codes';
import { makeProgram } from '../../packages/loadline/src/cli/main';
import services from '../../services/src/index';

const WIDTH = 110;

const HEAD = `# Command line

\`bin/loadline COMMAND\`. This page is written by \`make docs\` from what \`loadline COMMAND --help\` prints.
`;

/** Text of docs/cli.md. */
export function cliPage(): string {
  const program = makeProgram(services);
  const commands = withBelow(program.commands).map(({ path, command }) => {
    const title = `## loadline ${path.join(' ')}`;
    return `${title}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n\`\`\`\n`;
  });
  return [HEAD, ...commands, `## Exit codes\n\n\`\`\`text\n${exitCodesText()}\n\`\`\`\n`].join('\n');
}

/** Commands and their subcommands, each with the words that call it. */
export function withBelow(
  commands: readonly Command[],
  above: readonly string[] = [],
): { readonly path: readonly string[]; readonly command: Command }[] {
  return commands.flatMap((command) => {
    const path = [...above, command.name()];
    return [{ path, command }, ...withBelow(command.commands, path)];
  });
}

/** Output of `--help` at a fixed width. */
export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}
