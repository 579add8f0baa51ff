import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { project } from './harness/project';
import { ADVICE, PROMISES } from './harness/promises';
import { sentencesOf } from './harness/sentences';

it('each sentence of docs/safety.md has a test, and each listed sentence is in the document', async () => {
  const sentences = sentencesOf(await readFile(project('docs/safety.md'), 'utf8'));
  const known = [...Object.keys(PROMISES), ...ADVICE];
  expect(
    sentences.filter((sentence) => !known.includes(sentence)),
    'sentences without a test: name one in tests/harness/promises.ts',
  ).toEqual([]);
  expect(
    known.filter((sentence) => !sentences.includes(sentence)),
    'docs/safety.md no longer says this: remove it from tests/harness/promises.ts',
  ).toEqual([]);
});

it.each(Object.entries(PROMISES))('%s: its tests exist', async (_sentence, tests) => {
  for (const [file, name] of tests) {
    const text = await readFile(project(file), 'utf8');
    // The source has titles with their quotes; some titles come from a table.
    expect(text.includes(name), `${file}: ${name}`).toBe(true);
  }
});

it('installed packages run no script and have the pinned versions', async () => {
  const read = (file: string) => readFile(project(file), 'utf8');
  const makefile = await read('Makefile');
  expect(makefile.match(/^\t@?npm .*/gm)).toEqual([expect.stringContaining('npm ci --ignore-scripts')]);
  expect(await read('.npmrc')).toContain('ignore-scripts=true');
  const shared = await read('tools/go-tool.sh');
  for (const tool of ['k6', 'toxiproxy', 'ghz', 'act', 'actionlint', 'kube', 'otelcol']) {
    const own = await read(`tools/${tool}/install.sh`);
    const script = own.includes('. ../go-tool.sh') ? own + shared : own;
    const [build = ''] = /^ *(?:[A-Z]+=\S+ )*go (?:build|install) .*$/m.exec(script) ?? [];
    expect(build, tool).toContain('-mod=readonly');
    expect(script, tool).not.toMatch(/\b(curl|wget|go get)\b/);
    expect((await read(`tools/${tool}/go.sum`)).length, tool).toBeGreaterThan(0);
  }
});
