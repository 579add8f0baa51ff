import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startInTest } from '../../tests/harness/child';
import { githubServer } from '../../tests/harness/github-server';
import { tempFolder } from '../../tests/harness/temp-folder';
import { findArtifact, putComment } from './github.js';

const MARKER = '<!-- loadline:shop -->';

it('makes one comment, and edits it from then on, also behind a hundred others', async () => {
  const { access, comments, seen } = await githubServer();
  for (let n = 1; n <= 120; n++) comments.push({ id: n, body: `talk of ${MARKER}` });
  expect(await putComment(access, 7, MARKER, `${MARKER}\nPASS`)).toBe('made');
  expect(await putComment(access, 7, MARKER, `${MARKER}\nFAIL`)).toBe('edited');
  expect(comments).toHaveLength(121);
  expect(comments[120]?.body).toBe(`${MARKER}\nFAIL`);
  // The comment of another test stays.
  expect(await putComment(access, 7, '<!-- loadline:other -->', '<!-- loadline:other -->')).toBe('made');
  expect(seen.every(({ token }) => token === 'Bearer secret')).toBe(true);
});

it('finds the newest baseline of the branch, and takes none from a fork', async () => {
  const { access, artifacts } = await githubServer();
  const artifact = (id: number, head_branch: string, more = {}) => ({
    name: 'loadline-baseline-shop',
    expired: false,
    created_at: `2026-01-0${id}T00:00:00Z`,
    workflow_run: { id, head_branch, repository_id: 1, head_repository_id: id === 9 ? 2 : 1 },
    ...more,
  });
  expect(await findArtifact(access, 'loadline-baseline-shop', 'main')).toBeUndefined();
  artifacts.push(
    artifact(2, 'main'),
    artifact(3, 'main'),
    artifact(4, 'feature'),
    artifact(5, 'main', { expired: true }),
    // A fork may have a branch with this name too.
    artifact(9, 'main'),
  );
  expect(await findArtifact(access, 'loadline-baseline-shop', 'main')).toBe(3);
});

/** Runs a step of the action in its own process, as on GitHub. */
async function step(name: string, env: Readonly<Record<string, string>>) {
  const folder = await tempFolder();
  await mkdir(join(folder, 'reports'));
  await writeFile(join(folder, 'reports/r1.comment.md'), `## PASS\n${'x\n'.repeat(40_000)}`);
  await writeFile(join(folder, 'event.json'), JSON.stringify({ pull_request: { number: 7 } }));
  const { ending } = startInTest(process.execPath, [join(import.meta.dirname, 'main.js'), name], {
    cwd: folder,
    env: {
      LOADLINE_ACTION_TEST: 'shop',
      LOADLINE_ACTION_RUN_ID: 'r1',
      LOADLINE_ACTION_COMMENT: 'true',
      LOADLINE_ACTION_BASELINE: 'true',
      LOADLINE_ACTION_TOKEN: 'secret',
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
      GITHUB_WORKSPACE: folder,
      GITHUB_OUTPUT: join(folder, 'output'),
      ...env,
    },
  });
  return { ...(await ending), outputs: () => readFile(join(folder, 'output'), 'utf8') };
}

it('the step `comment` writes what the run has left, no longer than GitHub takes', async () => {
  const { access, comments } = await githubServer();
  const { code, output } = await step('comment', { GITHUB_API_URL: access.api });
  expect(output).toBe('the comment on pull request 7 was made\n');
  expect(code).toBe(0);
  expect(comments[0]?.body).toMatch(/^<!-- loadline:shop -->\n## PASS\n/);
  expect(Buffer.byteLength(comments[0]?.body ?? '')).toBeLessThanOrEqual(65_536);
  expect(comments[0]?.body).toContain('The rest is left out');
});

it('a comment that is refused is a warning with what helps, and no failure', async () => {
  const { access } = await githubServer({ refuses: true });
  const { code, output } = await step('comment', { GITHUB_API_URL: access.api });
  expect(output).toContain('::warning title=loadline::the comment could not be written: GET ');
  expect(output).toContain(
    '403, Resource not accessible by integration: the job needs the permission pull-requests',
  );
  expect(output).not.toContain('secret');
  expect(code).toBe(0);
});

it('the step `baseline` names the run whose artifact is to be fetched', async () => {
  const { access, artifacts } = await githubServer();
  const workflow_run = { id: 42, head_branch: 'main', repository_id: 1, head_repository_id: 1 };
  artifacts.push({ name: 'loadline-baseline-shop', expired: false, created_at: '2026', workflow_run });
  const { code, outputs } = await step('baseline', { GITHUB_API_URL: access.api, GITHUB_BASE_REF: 'main' });
  expect(code).toBe(0);
  expect(await outputs()).toBe('run-id=42\n');
});

it('inputs that are wrong end a step with 2 and outputs', async () => {
  const { code, output, outputs } = await step('run', { LOADLINE_ACTION_REPEAT: '2x' });
  expect(output).toContain('::error title=loadline::repeat is "2x": write a whole number from 1 to 99');
  expect(await outputs()).toBe('verdict=error\nexit-code=2\nfailed=true\n');
  expect(code).toBe(2);
});
