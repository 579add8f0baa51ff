import { Command } from 'commander';
import { table } from '../core/text/layout';
import { examine, thisMachine } from '../run/examine';
import { EXIT } from '../run/exit';

/** `loadline doctor`: checks whether this machine can generate load, one line each. Ends with 1 when a line names a problem. */
export function doctorCommand(): Command {
  return new Command('doctor').description('look whether this machine can put a load on').action(() => {
    const findings = examine(thisMachine());
    const isIll = findings.some(({ cure }) => cure !== undefined);
    const rows = findings.map(({ what, state, cure }) => [
      cure ? 'NO' : 'ok',
      what,
      cure ? `${state}: ${cure}` : state,
    ]);
    for (const line of table(rows)) console.log(line);
    if (isIll) process.exitCode = EXIT.found;
  });
}
