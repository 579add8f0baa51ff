import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from './harness/free-port';
import { loadline, resultIn } from './harness/loadline';
import { tempFolder } from './harness/temp-folder';

const RUN = ['run', 'requests', '--users', '10', '--spawn-rate', '10', '--duration', '2s', '--run-id', 'one'];

it('when nothing answers at the address, the reason says that, and not that the system is not well', async () => {
  const cwd = await tempFolder();
  const TARGET_HOST = `http://127.0.0.1:${await freePort()}`;
  const { code, output } = await loadline(cwd, RUN, { TARGET_HOST });
  expect(code, output).toBe(3);
  const [reason = ''] = (await resultIn(cwd, 'one')).reasons;
  expect(reason).toContain(`nothing answers at ${TARGET_HOST} as it should (connection_refused)`);
  expect(`${output} ${reason}`).not.toMatch(/not well|the warning above/);
});

it("k6's own warning of failed requests appears once for each cause, with a count, in the output and in the log", async () => {
  const cwd = await tempFolder();
  const TARGET_HOST = `http://127.0.0.1:${await freePort()}`;
  const { output } = await loadline(cwd, [...RUN, '--skip-health', '--verbose'], {
    TARGET_HOST,
    EVERY: '1s',
  });
  const log = await readFile(join(cwd, 'reports', 'one', 'k6-1.log'), 'utf8');
  for (const text of [output, log]) {
    expect(text.match(/Request Failed error=/g), text).toHaveLength(1);
    const [, times] =
      /Request Failed, dial tcp \S+: connect: connection refused: (\d+) times in all/.exec(text) ?? [];
    expect(Number(times)).toBeGreaterThan(5);
  }
});

it('one of several instances whose set-up failed cannot be judged, and exits with 3', async () => {
  const cwd = await tempFolder();
  const TARGET_HOST = `http://127.0.0.1:${await freePort()}`;
  const { code, output } = await loadline(cwd, [...RUN, '--instance', '1/2'], {
    TARGET_HOST,
    DRAIN_WITHIN: '0s',
  });
  expect(code, output).toBe(3);
  expect(output).toContain('this part cannot be judged: set-up failed:');
});
