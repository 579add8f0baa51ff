import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, documentText, fencedBlocks } from './harness/documents';
import { project } from './harness/project';

const ROOT_DOCUMENTS = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'];

it('README is short, and links to every document', () => {
  const readme = documentText('README.md');
  expect(readme.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  for (const file of DOCUMENTS.slice(1)) expect(readme).toContain(`(${file})`);
});

it.each([...ROOT_DOCUMENTS, ...DOCUMENTS.slice(1), 'docs/cli.md'])('links in %s have a target', (file) => {
  const links = [...documentText(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? file : normalize(join(dirname(file), path));
    if (!existsSync(project(target))) return true;
    return anchor !== undefined && !anchorsOf(documentText(target)).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** Makes the anchors of a document's headings, as GitHub does. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it('excerpts of files in the documents equal the files', async () => {
  const scripts = fencedBlocks(documentText('README.md'), 'js');
  expect(scripts).toEqual([await readFile(project('docs/examples/accepted.js'), 'utf8')]);
  const own = documentText('docs/own-project.md');
  for (const file of ['webpack.config.js', 'tsconfig.json'])
    expect(own).toContain(await readFile(project('tests/fixtures/package', file), 'utf8'));
});

describe('troubleshooting', () => {
  const from = (files: readonly string[]) =>
    files.map((file) => documentText(`packages/loadline/${file}`)).join('\n');
  const reasons = from([
    'src/core/figures/exhausted.ts',
    'src/core/verdict/beside.ts',
    'src/core/verdict/judge.ts',
    'src/core/verdict/probe-matrix.ts',
    'src/core/verdict/run-facts.ts',
    'src/core/verdict/starved.ts',
    'src/results/cross-check.ts',
    'src/results/doubts.ts',
    'src/results/instance-end-file.ts',
    'src/results/k6-result-file.ts',
    'src/results/make-run-result.ts',
    'src/results/run-parts.ts',
    'src/results/unwritten.ts',
  ]);
  const others = from([
    'bin/start',
    'src/run/collector/barrier-state.ts',
    'src/run/inspect-bundle.ts',
    'src/run/memory-problem.ts',
    'src/run/open-files-problem.ts',
    'src/run/watcher.ts',
  ]);
  /** The quoted messages in the first column of its tables. */
  const cells = [...documentText('docs/troubleshooting.md').matchAll(/^\| (`.*?`) \| /gm)];
  const quoted = cells
    .flatMap(([, cell = '']) => [...cell.matchAll(/(`+)(.+?)\1/g)])
    .flatMap(([, , text = '']) => text.split('…').map((part) => part.trim()))
    // Every text contains the empty one.
    .filter((part) => part !== '');

  it('quotes reasons and messages as the code has them', () => {
    expect(quoted.length).toBeGreaterThan(30);
    expect(quoted.filter((text) => !`${reasons}${others}`.includes(text))).toEqual([]);
  });

  it('has a solution for every reason that asks the user to act', () => {
    const literals = [...reasons.matchAll(/`[^`\n]+`|'[^'\n]+'/g)].map(([literal]) => literal);
    const asking = literals.filter((text) => /run again|use the (file|folder)|report this/.test(text));
    expect(asking.length).toBeGreaterThan(15);
    const isTold = (text: string) => quoted.some((part) => text.includes(part)) || INTERRUPTED.test(text);
    expect(asking.filter((text) => !isTold(text))).toEqual([]);
  });
});

/** Reasons for exit code 105, which has a section of its own. */
const INTERRUPTED = /the run was /;
