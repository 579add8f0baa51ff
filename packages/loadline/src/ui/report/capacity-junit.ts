import type { CapacityFile, LevelRun } from '../../results/capacity-file';
import { curveRows } from '../../run/capacity/capacity-text';
import { attributes, counts, type TestCase, testCase, xmlText } from './junit-parts';

/**
 * A capacity search as JUnit XML. One test case fails exactly when the search did not find both levels. A level that
 * broke is not a failed test case, because the search looks for it.
 */
export function capacityJunit(file: CapacityFile): string {
  const name = `${file.suite}/capacity`;
  const search: TestCase = file.isFound
    ? { name: 'both ends were found', output: [file.text, ...file.notes].join('\n') }
    : {
        name: 'both ends were found',
        output: file.notes.join('\n'),
        failure: { type: file.stop ?? 'invalid', message: file.text },
      };
  const suites = [
    { part: 'search', tests: [search] },
    {
      part: 'levels',
      tests: file.levels.flatMap(({ users, runs }) => runs.map((run) => levelCase(users, run))),
    },
  ];
  const { skipped: _, ...total } = counts(suites.flatMap(({ tests }) => tests));
  return xmlText({
    testsuites: {
      ...attributes({ name, ...total }),
      testsuite: suites.map(({ part, tests }) => ({
        ...attributes({ name: `${name} ${part}`, ...counts(tests) }),
        testcase: tests.map((test) => testCase(`${name}.${part}`, test)),
      })),
    },
  });
}

function levelCase(users: number, run: LevelRun): TestCase {
  const [cells = []] = curveRows({ levels: [{ users, runs: [run] }] });
  const { reasons, failure, warmUp = [] } = run;
  const said = [...reasons, ...(failure === undefined ? [] : [failure]), ...warmUp];
  const output = [cells.slice(2).filter(Boolean).join(', '), ...said].join('\n');
  const time = (run.durationMs / 1_000).toFixed(3);
  return { name: `${users} users, ${run.runId ?? 'not started'}`, output, time };
}
