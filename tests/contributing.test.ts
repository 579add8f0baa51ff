import { readFile } from 'node:fs/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { ThresholdsFile } from '../packages/loadline/src/core/thresholds/threshold';
import { startRequestsService } from '../services/src/requests/start-requests-service';
import { resultOf, runK6 } from './harness/k6-run';
import { project } from './harness/project';
import { ProjectCopy } from './harness/project-copy';

it('the example journey of CONTRIBUTING builds, runs and passes', async () => {
  const text = await readFile(project('CONTRIBUTING.md'), 'utf8');
  const copy = await ProjectCopy.make('requests');
  await copy.add('src/systems/requests/look.ts', block(text, 'src/systems/requests/look.ts', 'ts'));
  await copy.edit('src/suites/requests.ts', (suite) =>
    patched(suite, block(text, 'src/suites/requests.ts', 'diff')),
  );
  const threshold = JSON.parse(
    `{${block(text, 'thresholds/requests.json', 'json')}}`,
  ) as ThresholdsFile['journeys'];
  await copy.edit('thresholds/requests.json', (json) => {
    const file = JSON.parse(json) as ThresholdsFile;
    return JSON.stringify({ ...file, journeys: { ...file.journeys, ...threshold } });
  });
  const built = await copy.build();
  expect(built.output).toBe(built.output.replaceAll('ERROR', ''));
  expect(built.code).toBe(0);

  const service = await startRequestsService({ port: 0, workers: 4 });
  onTestFinished(() => service.stop());
  const variables = { TARGET_HOST: `http://${service.address}`, USERS: '10', DURATION: '5s', TAGS: 'look' };
  const end = await runK6({ variables, bundle: copy.path('dist/requests.js') });
  const { verdict, thresholds, aggregate } = resultOf(end);
  expect(verdict).toBe('pass');
  expect(aggregate.journeys.map(({ journey }) => journey)).toEqual(['look']);
  expect(thresholds.map(({ id }) => id)).toContain('journeys.look.response.p95');
});

/** Finds the code block of a language that follows the name of a file. */
function block(text: string, file: string, language: string): string {
  const after = text.slice(text.indexOf(`\`${file}\``));
  const [, code] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(after) ?? [];
  if (code === undefined) throw new Error(`CONTRIBUTING has no ${language} block for ${file}`);
  return code;
}

/**
 * Applies a diff without context: a removed line is replaced by the line after it, imports go to the top, other lines to the
 * end.
 */
function patched(text: string, diff: string): string {
  const lines = diff.trimEnd().split('\n');
  return lines.reduce((result, line, index) => {
    const code = line.slice(1);
    if (line.startsWith('-')) return result.replace(code, lines[index + 1]?.slice(1) ?? '');
    if (lines[index - 1]?.startsWith('-')) return result;
    return code.startsWith('import') ? `${code}\n${result}` : `${result}${code}\n`;
  }, text);
}
