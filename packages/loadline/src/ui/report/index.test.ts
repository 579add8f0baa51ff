import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { exampleResult, plainResult } from '../../../../../tests/harness/example-result';
import { tempFolder } from '../../../../../tests/harness/temp-folder';
import { ReportError, writeReports } from './index';

const FILES = ['failures.csv', 'junit.xml', 'report.html', 'stats.csv', 'stats_history.csv', 'summary.md'];

it('writes every report into the folder of the run, and makes the folder', async () => {
  const folder = join(await tempFolder(), 'reports', 'run');
  const paths = await writeReports(exampleResult({ seconds: 10 }), folder);
  expect((await readdir(folder)).sort()).toEqual(FILES);
  expect(paths.toSorted()).toEqual(FILES.map((file) => join(folder, file)));
});

it('writes copies to the given paths', async () => {
  const folder = await tempFolder();
  const paths = await writeReports(plainResult(), join(folder, 'run'), {
    html: join(folder, 'a', 'page.html'),
    csv: join(folder, 'b', 'nightly'),
    junit: join(folder, 'c', 'tests.xml'),
    baseline: exampleResult({ seconds: 10 }),
  });
  expect(paths).toHaveLength(FILES.length + 5);
  const same = async (copy: string, original: string) =>
    expect(await readFile(join(folder, copy), 'utf8')).toBe(
      await readFile(join(folder, 'run', original), 'utf8'),
    );
  const page = (name: string) => readFile(join(folder, name), 'utf8');
  expect((await page('a/page.html')).replaceAll('href="../run/', 'href="')).toBe(
    await page('run/report.html'),
  );
  await same('b/nightly_stats.csv', 'stats.csv');
  await same('b/nightly_stats_history.csv', 'stats_history.csv');
  await same('b/nightly_failures.csv', 'failures.csv');
  await same('c/tests.xml', 'junit.xml');
  expect(parse(await readFile(join(folder, 'b/nightly_stats.csv'), 'utf8')).length).toBeGreaterThan(5);
});

it('names the path that cannot be written and what to write instead, and still writes the others', async () => {
  const folder = await tempFolder();
  const run = join(folder, 'run');
  await writeFile(join(folder, 'file'), '');
  const options = { html: folder, junit: join(folder, 'file', 'junit.xml') };
  const error = await writeReports(plainResult(), run, options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ReportError);
  const [html, junit] = String((error as ReportError).message).split('\n');
  expect(html).toBe(
    `--html ${folder}: the report could not be written: it is a folder: write the path of a file, such as ${join(folder, 'report')}`,
  );
  expect(junit).toContain(
    `--junit ${join(folder, 'file', 'junit.xml')}: the report could not be written: a part of`,
  );
  expect((await readdir(run)).sort()).toEqual(FILES);
});
