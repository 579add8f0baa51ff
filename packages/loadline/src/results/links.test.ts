import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { reportCommand } from '../cli/report';
import { findRuns } from './compare/find-runs';
import { linkProblems } from './links';

const home = mkdtempSync(join(tmpdir(), 'loadline-links-'));
afterAll(() => rmSync(home, { recursive: true }));

const reports = join(home, 'reports');
const elsewhere = join(home, 'elsewhere');
for (const folder of [join(elsewhere, 'deep'), join(reports, 'run'), join(reports, 'planted')])
  mkdirSync(folder, { recursive: true });
writeFileSync(join(elsewhere, 'file'), 'as it was');
symlinkSync(elsewhere, join(reports, 'out'));
symlinkSync('run', join(reports, 'latest'));
symlinkSync('../reports-2', join(reports, 'neighbour'));
mkdirSync(join(home, 'reports-2'));
symlinkSync(join(elsewhere, 'file'), join(reports, 'planted', 'result.json'));
symlinkSync(join(elsewhere, 'new'), join(reports, 'planted', 'report.html'));
symlinkSync(elsewhere, join(home, 'link'));

const OUT = `is a link that leads out of ${reports}, and such links are not followed: remove it, or name the place itself: ${elsewhere}`;

test.each([
  ['a link to a run', 'reports/out', OUT],
  ['with a slash at its end', 'reports/out/', OUT],
  ['a folder behind it', 'reports/out/deep', `${OUT}/deep`],
  ['a folder whose name begins the same', 'reports/neighbour', 'leads out of'],
  ['a file of a run', 'reports/planted', `${OUT}/file`],
  ['a file that is not there yet', 'reports/planted', 'is a link that leads to nothing'],
])('%s is reported, with what to do', (_what, path, message) => {
  const problems = linkProblems(`${home}/${path}`);
  expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
});

test.each(['reports/run', 'reports/latest', 'reports/none', 'elsewhere', 'link'])('%s is fine', (path) => {
  expect(linkProblems(join(home, path))).toEqual([]);
});

test.each([
  ['the folder that it reads', [join(reports, 'out')]],
  ['the files of a run', [join(reports, 'planted')]],
  ['the folder that it writes to', [join(reports, 'run'), '--out', join(reports, 'out')]],
])('report refuses a link: %s', async (_what, args) => {
  await expect(reportCommand().parseAsync(args, { from: 'user' })).rejects.toMatchObject({
    problems: expect.arrayContaining([
      {
        code: 'link-refused',
        where: expect.any(String),
        message: expect.stringContaining(`leads out of ${reports}`),
      },
    ]),
  });
});

test('compare reports such a run', () => {
  expect(findRuns([reports]).problems.map(({ where }) => where)).toContain(join(reports, 'neighbour'));
  expect(findRuns([join(reports, 'out')])).toEqual({
    runs: [],
    left: [],
    problems: [{ code: 'link-refused', where: join(reports, 'out'), message: OUT }],
  });
});
