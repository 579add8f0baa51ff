import { Command } from 'commander';
import { ConfigurationError } from '../core/text/problem';
import { DEMOS } from '../run/demos';
import { builtSuites, noSuite } from '../run/home';
import { withProxy } from '../run/k6-environment';
import { runSuite } from '../run/run-suite';

/** `loadline demo [suite]`: a reference service, the suite against it, a verdict and a report, all on loopback. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('run a suite against its reference service, started for it')
    .argument('[suite]', Object.keys(DEMOS).join(', '), 'vacancies')
    .option('--users <n>', 'users')
    .option('--duration <duration>', 'how long')
    .action(async (suite: string, { users, duration }: { users?: string; duration?: string }) => {
      const names = Object.keys(DEMOS).filter((name) => builtSuites().includes(name));
      const demo = names.includes(suite) ? DEMOS[suite] : undefined;
      if (!demo) {
        const message = noSuite(suite, names, 'demo');
        throw new ConfigurationError([{ where: 'the command line', message }]);
      }
      const { service, variables } = await demo.start();
      console.log(`reference service: ${service.address}`);
      const load = { USERS: users ?? demo.users, DURATION: duration ?? demo.duration };
      try {
        process.exitCode = await runSuite({
          suite,
          variables: { ...withProxy(process.env), ...variables, ...load },
          dashboard: true,
          say: console.log,
        });
      } finally {
        await service.stop();
        console.log('reference service stopped');
      }
    });
}
