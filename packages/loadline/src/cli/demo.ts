import { Command } from 'commander';
import { ownVariables } from '../core/spec/own-variables';
import { ConfigurationError, throwProblems } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import { builtSuites, home, noSuite } from '../run/home';
import { withProxy } from '../run/k6-environment';
import type { ReferenceServices } from '../run/reference-service';
import { runSuite } from '../run/run-suite';
import { againLine } from './again';
import { currentFiles } from './current-files';
import { addOutputOptions, type OutputTexts, outputOf, outputProblems } from './output-options';

interface DemoOptions extends OutputTexts {
  readonly users?: string;
  readonly duration?: string;
}

/** `loadline demo [suite]`: starts a reference service and runs its suite against it, with verdict and report, on loopback. */
export function demoCommand(services: ReferenceServices): Command {
  const [first] = Object.keys(services);
  return addOutputOptions(new Command('demo'))
    .description('run a suite against its reference service, started for it')
    .argument('[suite]', Object.keys(services).join(', '), first)
    .option('-u, --users <n>', 'users')
    .option('-t, --duration <duration>', 'how long')
    .action(async (suite: string, { users, duration, ...texts }: DemoOptions) => {
      throwProblems(outputProblems(texts));
      const output = outputOf(texts);
      const names = Object.keys(services).filter((name) => builtSuites().includes(name));
      const demo = names.includes(suite) ? services[suite]?.demo : undefined;
      if (!demo) {
        const message = noSuite(suite, names, 'demo');
        throw new ConfigurationError([{ code: 'unknown-name', where: 'the command line', message }]);
      }
      throwProblems(ownVariables(process.env));
      const service = await demo.start();
      output.say(`reference service: ${service.address}`);
      const load = { USERS: users ?? demo.users, DURATION: duration ?? demo.duration };
      try {
        process.exitCode = await runSuite({
          suite,
          files: currentFiles(suite, checkPlans(readPlans(home('plans'))).profiles),
          variables: { ...withProxy(process.env), ...service.variables, ...load },
          dashboard: true,
          again: againLine(process.argv.slice(2)),
          output,
        });
      } finally {
        await service.stop();
        output.say('reference service stopped');
      }
    });
}
