import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { plainResult } from '../../../../tests/harness/example-result';
import { writeSampledRun } from '../../../../tests/harness/sampled-run';
import { tempFolder } from '../../../../tests/harness/temp-folder';
import { reportRun } from '../run/report-run';
import { UserOutput } from '../run/user-output';
import { writeReports } from '../ui/report';
import { linkProblems } from './links';
import { makeRunResult } from './make-run-result';

const REPORTS = ['failures.csv', 'junit.xml', 'report.html', 'stats.csv', 'stats_history.csv', 'summary.md'];

it.each([
  ['symbolic', symlinkSync],
  ['hard', linkSync],
])('a report is never written through a %s link: the link is replaced', async (_, link) => {
  const place = await tempFolder();
  const [run, victim] = [join(place, 'run'), join(place, 'victim')];
  mkdirSync(run);
  writeFileSync(victim, 'mine', { mode: 0o644 });
  for (const name of REPORTS) link(victim, join(run, name));
  await writeReports(plainResult(), run);
  expect(readFileSync(victim, 'utf8')).toBe('mine');
  expect(lstatSync(victim).mode & 0o777).toBe(0o644);
  for (const name of REPORTS) expect(lstatSync(join(run, name))).toMatchObject({ nlink: 1 });
  for (const name of REPORTS) expect(lstatSync(join(run, name)).isFile()).toBe(true);
});

it('result.json is not written through a link, also when its target is missing', async () => {
  const place = await tempFolder();
  const [run, victim] = [join(place, 'run'), join(place, 'victim')];
  await writeSampledRun(run);
  symlinkSync(victim, join(run, 'result.json'));
  await reportRun([run], run, { mode: 0o644 }, new UserOutput({ amount: 'quiet' }));
  expect(existsSync(victim)).toBe(false);
  expect(lstatSync(join(run, 'result.json')).isFile()).toBe(true);
});

/** A run with a file that was replaced by a link to a file elsewhere. */
async function linkedRun(name: string): Promise<{ run: string; file: string }> {
  const place = await tempFolder();
  const [run, other] = [join(place, 'run'), join(place, 'other')];
  await writeSampledRun(run);
  await writeSampledRun(other);
  const file = join(run, name);
  rmSync(file);
  symlinkSync(join(other, basename(file)), file);
  return { run, file };
}

const refused = (run: string) =>
  `is a link that leads out of ${run}, and such links are not followed: remove it, or name the place itself`;

it.each(['run.json', 'samples-1.csv.gz'])(
  '%s is not read through a link that leads out of the folder',
  async (name) => {
    const { run, file } = await linkedRun(name);
    const error = await makeRunResult([run]).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      problems: [{ where: file, message: expect.stringContaining(refused(run)) }],
    });
  },
);

it.each(['end-1.json', 'k6-1.json'])('%s through such a link makes the run invalid', async (name) => {
  const { run, file } = await linkedRun(name);
  const { verdict, reasons } = await makeRunResult([run]);
  expect(verdict).toBe('invalid');
  expect(reasons.join('\n')).toContain(`${file} ${refused(run)}`);
});

it('a link without a target is refused like a link that leads out', async () => {
  const { run, file } = await linkedRun('samples-1.csv.gz');
  rmSync(readlinkSync(file));
  const error = await makeRunResult([run]).catch((reason: unknown) => reason);
  const message = expect.stringContaining('is a link that leads to nothing');
  expect(error).toMatchObject({ problems: [{ where: file, message }] });
});

it('below reports/ a link may lead to another run, as links between folders may', async () => {
  const reports = join(await tempFolder(), 'reports');
  const [run, other] = [join(reports, 'run'), join(reports, 'other')];
  for (const folder of [run, other]) await writeSampledRun(folder);
  rmSync(join(run, 'end-1.json'));
  symlinkSync('../other/end-1.json', join(run, 'end-1.json'));
  expect(linkProblems(run)).toEqual([]);
  expect(await makeRunResult([run])).toMatchObject({ verdict: 'pass' });
});

it('a link within the folder is followed', async () => {
  const { run, file } = await linkedRun('end-1.json');
  const target = readlinkSync(file);
  rmSync(file);
  renameSync(target, join(run, 'kept.json'));
  symlinkSync('kept.json', file);
  expect(await makeRunResult([run])).toMatchObject({ verdict: 'pass' });
});
