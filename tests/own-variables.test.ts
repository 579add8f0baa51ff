import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { OWN } from '../packages/loadline/src/core/spec/own-variables';
import { loadline } from './harness/loadline';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const NAMES = [
  ...Object.values(OWN),
  'ONLY',
  'SWEEP_RUN',
  'SWEEP_OLDER_THAN',
  'DRY_RUN',
  'OUT',
  'INSTANCES',
  'INSTANCE',
];

/** Makes a k6 that first records its variables. */
async function recordingK6(
  folder: string,
): Promise<{ command: string; started: () => Promise<Record<string, string>[]> }> {
  const [command, record] = [join(folder, 'k6'), join(folder, 'record')];
  const script = `#!/bin/sh
case "$1" in run|archive) { env -0; printf 'END\\0'; } >> '${record}';; esac
exec '${project('bin', 'k6')}' "$@"
`;
  await writeFile(command, script);
  await chmod(command, 0o755);
  const started = async () => {
    const starts = (await readFile(record, 'utf8')).split('END\0').slice(0, -1);
    return starts.map((text) => {
      const lines = text
        .split('\0')
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
      return Object.fromEntries(lines.filter(([name]) => NAMES.includes(name as string)));
    });
  };
  return { command, started };
}

const SPEC = expect.stringMatching(/\/run\.json$/);
const SOURCES = expect.stringMatching(/^\{.*\}$/);
const EACH = { [OWN.spec]: SPEC, [OWN.sources]: SOURCES };
const PART = { ...EACH, OUT: expect.stringMatching(/\/reports\/one$/) };
const part = (number: number, of: number) => ({
  ...PART,
  INSTANCES: String(of),
  INSTANCE: String(number),
  [OWN.resultFile]: `k6-${number}.json`,
});
const RUN = ['run', 'vacancies-smoke', '--run-id', 'one'];
const REQUESTS = ['run', 'requests', '--run-id', 'one', '--instances', '2'];
const SWEEP = ['sweep', 'vacancies', '--run', 'a'];

it.each([
  ['run', RUN, [part(1, 1)]],
  ['run --instances', [...RUN, '--instances', '2'], [part(1, 2), part(2, 2)]],
  ['run --instance', [...RUN, '--instance', '2/3'], [part(2, 3)]],
  ['run --debug', [...RUN, '--debug'], [{ ...EACH, OUT: expect.stringContaining('loadline-debug-') }]],
  [
    'run --instances on a system with a queue',
    REQUESTS,
    [
      { ...EACH, INSTANCES: '2', INSTANCE: '1', [OWN.drainOrder]: 'only' },
      { ...part(1, 2), [OWN.drainOrder]: 'failed' },
      { ...part(2, 2), [OWN.drainOrder]: 'failed' },
    ],
  ],
  ['sweep --run', SWEEP, [{ ...EACH, SWEEP_RUN: 'a', DRY_RUN: '0' }]],
  [
    'sweep --older-than --dry-run',
    ['sweep', 'vacancies', '--older-than', '1h', '--dry-run'],
    [{ ...EACH, SWEEP_OLDER_THAN: '1h', DRY_RUN: '1' }],
  ],
  ['setup', ['setup', 'fractal'], [{ ...EACH, ONLY: 'setup' }]],
  ['archive', ['archive', 'vacancies', '--out', 'a.tar'], [{}]],
])('%s passes loadline’s own variables to k6, and no others', async (_, args, expected) => {
  const cwd = await tempFolder();
  const { command, started } = await recordingK6(cwd);
  // Nobody listens: the variables are recorded before any request.
  const variables = {
    ...variablesFor({ port: 1 }),
    TARGET_HOST: 'http://127.0.0.1:1',
    ADMIN_TOKEN: 'a-token',
    K6: command,
  };
  const { output } = await loadline(cwd, args, variables);
  const byInstance = (a: Record<string, string>, b: Record<string, string>) =>
    Number(b[OWN.drainOrder] === 'only') - Number(a[OWN.drainOrder] === 'only') ||
    Number(a.INSTANCE) - Number(b.INSTANCE);
  expect((await started()).toSorted(byInstance), output).toEqual(expected);
});
