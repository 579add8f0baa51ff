import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { table } from '../core/text/layout';
import { ConfigurationError, throwProblems } from '../core/text/problem';
import { checkPlans, readPlans } from '../plans/read-plans';
import { unreadable } from '../results/links';
import { home } from '../run/home';
import { columnsOf } from '../run/screen';
import { listRuns, runsText, skippedLinks } from './list-runs';

interface ListOptions {
  readonly json: boolean;
  readonly runs: boolean;
  readonly reports: string;
}

/** `loadline list`: prints the tests of the registry and marks the current one. With `--runs`: the runs in `reports/`. */
export function listCommand(): Command {
  return new Command('list')
    .description('the tests of plans/registry.yml, or the runs made')
    .option('--runs', 'runs instead of tests, newest first', false)
    .option('--reports <folder>', 'where the runs are', 'reports')
    .option('--json', 'as JSON', false)
    .action(({ json, runs, reports }: ListOptions) => {
      if (runs) {
        const unread = existsSync(reports) ? unreadable(reports) : [];
        if (unread.length > 0)
          throw new ConfigurationError(unread, 'with the folder of the runs, none is listed');
        const found = listRuns(reports);
        console.log(
          json ? JSON.stringify(found, null, 2) : runsText(found, reports, columnsOf(process.stdout)),
        );
        for (const line of skippedLinks(reports)) console.error(line);
        return;
      }
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
      const head = ['  test', 'suite', 'profile', 'environment', 'location', 'description'];
      console.log(table([head, ...rows], 'l', columnsOf(process.stdout)).join('\n'));
      console.log('\n* runs when no test is named');
    });
}
