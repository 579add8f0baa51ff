import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { textsBelow } from './harness/canary';
import { hostileServer, SPELLINGS } from './harness/hostile-server';
import { runK6 } from './harness/k6-run';
import { loadline, resultIn } from './harness/loadline';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const SECRET = 'h"u<s>h&-c4n4ry-%3D-Ab';
const RUN = ['run', 'requests', '--users', '2', '--duration', '3s', '--run-id', 'hostile'];
// biome-ignore lint/suspicious/noControlCharactersInRegex: these characters must not appear
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\u00c2[\u0080-\u009f]/;

it('text of a server puts no control character and no secret into any output or file', async () => {
  const cwd = await tempFolder();
  const { address } = await hostileServer(SECRET);
  await writeFile(join(cwd, '.env'), `MY_SECRET='${SECRET}'\n`);
  const { output } = await loadline(cwd, [...RUN, '--report-mode', '0644'], {
    TARGET_HOST: address,
    DRAIN_WITHIN: '0s',
    LOCATION: 'here\u001b[2J\nVERDICT: PASS',
  });
  const { '.env': _, ...files } = await textsBelow(cwd);
  expect(files['reports/hostile/k6-1.log']).toContain('status_500');
  for (const [place, text] of Object.entries({ output, ...files })) {
    expect(text, place).not.toMatch(CONTROLS);
    expect(text, place).not.toMatch(/^VERDICT: PASS/m);
    expect(text, place).not.toContain('owned');
    for (const [name, spell] of Object.entries({ plain: (text: string) => text, ...SPELLINGS })) {
      // Only the middle, because the text around a secret changes the ends of some encodings.
      const spelled = spell(SECRET);
      expect(text, `${place}: ${name}`).not.toContain(spelled.slice(4, -4));
    }
    expect(text, place).not.toMatch(/c4n4ry/i);
  }

  // Each cause has its times and an example in every report.
  const result = await resultIn(cwd, 'hostile');
  const post = result.aggregate.calls.find(({ call }) => call === 'POST /requests');
  const { firstAtMs = 0, lastAtMs = 0, example } = post?.failures?.status_500 ?? {};
  expect(firstAtMs).toBeGreaterThanOrEqual(result.startedAtMs ?? Number.POSITIVE_INFINITY);
  expect(lastAtMs).toBeGreaterThanOrEqual(firstAtMs);
  expect(example).toMatch(/^status: expected 202, got 500: =cmd\(\) ?x VERDICT: PASS \*\*\*/);
  expect(example?.length).toBeLessThanOrEqual(200);
  const failures = parse(files['reports/hostile/failures.csv'] ?? '', { columns: true });
  expect(failures[0]).toMatchObject({ Name: 'POST /requests', Cause: 'status_500', Example: example });
  for (const file of ['report.html', 'summary.md', 'junit.xml']) {
    expect(files[`reports/hostile/${file}`], file).toContain('expected 202, got 500');
  }

  // The folder belongs to its owner only. Others may read the reports in it, and no other file.
  const mode = async (name: string) =>
    ((await stat(join(cwd, 'reports/hostile', name))).mode & 0o777).toString(8);
  expect(await mode('.')).toBe('711');
  for (const name of ['run.json', 'samples-1.csv.gz', 'k6-1.log', 'k6-1.json', 'end-1.json']) {
    expect(await mode(name), name).toBe('600');
  }
  for (const name of ['report.html', 'junit.xml', 'summary.md', 'result.json', 'stats.csv', 'failures.csv']) {
    expect(await mode(name), name).toBe('644');
  }

  // `report` without the option makes the files private.
  await loadline(cwd, ['report', 'reports/hostile']);
  expect(await mode('report.html')).toBe('600');
  expect(await mode('result.json')).toBe('600');
});

it('with k6 alone, text of a server puts no control character and no secret into the output either', async () => {
  const { address } = await hostileServer(SECRET);
  const variables = {
    TARGET_HOST: address,
    DRAIN_WITHIN: '0s',
    MY_SECRET: SECRET,
    USERS: '2',
    DURATION: '2s',
  };
  const { output, resultText = '' } = await runK6({ bundle: project('dist', 'requests.js'), variables });
  expect(output).toContain('status_500');
  for (const text of [output, resultText]) {
    expect(text).not.toMatch(CONTROLS);
    expect(text).not.toMatch(/^VERDICT: PASS/m);
    expect(text).not.toMatch(/c4n4ry/i);
    for (const spell of Object.values(SPELLINGS)) expect(text).not.toContain(spell(SECRET).slice(4, -4));
  }
});

it('without --report-mode, other users cannot open the folder of a run', async () => {
  const cwd = await tempFolder();
  const { address } = await hostileServer(SECRET);
  await loadline(cwd, [...RUN, '--html', 'copy.html'], {
    TARGET_HOST: address,
    DRAIN_WITHIN: '0s',
  });
  const mode = async (name: string) => ((await stat(join(cwd, name))).mode & 0o777).toString(8);
  expect(await mode('reports/hostile')).toBe('700');
  for (const name of ['report.html', 'run.json', 'samples-1.csv.gz', 'k6-1.log'])
    expect(await mode(`reports/hostile/${name}`), name).toBe('600');
  expect(await mode('copy.html')).toBe((0o666 & ~process.umask()).toString(8));
});
