import { Command } from 'commander';
import { throwProblems } from '../../load/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import { home } from '../run/home';
import { table } from './table';

/** `loadline list`: the tests of the registry as a table; the current one is marked. */
export function listCommand(): Command {
  return new Command('list')
    .description('the tests of plans/registry.yml')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      const { registry, environments, problems } = checkPlans(readPlans(home('plans')));
      throwProblems(problems);
      const tests = Object.entries(registry?.tests ?? {});
      if (json) {
        const rows = tests.map(([name, test]) => ({ name, isCurrent: name === registry?.current, ...test }));
        console.log(JSON.stringify(rows, null, 2));
        return;
      }
      const rows = tests.map(([name, { suite, profile, environment, location, description }]) => [
        name === registry?.current ? `* ${name}` : `  ${name}`,
        suite,
        profile,
        environment,
        location ?? environments[environment]?.location ?? '',
        description,
      ]);
      console.log(table([['  test', 'suite', 'profile', 'environment', 'location', 'description'], ...rows]));
      console.log('\n* runs when no test is named');
    });
}
