import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ActProject } from '../harness/act';
import type { Ending } from '../harness/child';
import { githubServer } from '../harness/github-server';
import { onLoopback } from '../harness/on-loopback';
import { project } from '../harness/project';
import { newFolder, tempFolder } from '../harness/temp-folder';

/** A load that is over soon and in which every journey happens; too few samples for percentiles. */
const SHORT = { USERS: '4', DURATION: '2s', EVERY: '1s' };

const PULL_REQUEST = { pull_request: { number: 7, head: { ref: 'change' }, base: { ref: 'main' } } };

const BASELINE = 'baseline: true\n          compare-arguments: --ignore-target';

let folder: string;
let checkout: ActProject;

beforeAll(async () => {
  folder = await newFolder();
  checkout = await ActProject.make(folder);
  // Services listen on another port each time.
  await checkout.edit('.github/workflows/gate.yml', 'baseline: true', BASELINE);
});
afterAll(async () => {
  await checkout.endServices();
  await rm(folder, { recursive: true, force: true });
});

it('ci: calls .ci/run, and keeps the results of its tests', async () => {
  const text = await readFile(project('.ci/run'), 'utf8');
  // All tests in one of them would never end.
  await checkout.edit('.ci/run', text, '#!/bin/bash\nmkdir -p test-results; echo all tests; exit $CI_CODE\n');
  const well = await checkout.run('push', 'ci.yml', [], { variables: { CI_CODE: '0' } });
  expect(well.output).toContain('| all tests');
  expect(well.output).toContain('uploaded test-results');
  expect(well.code).toBe(0);
  await rm(join(checkout.artifacts, 'test-results'), { recursive: true });
  const failed = await checkout.run('push', 'ci.yml', [], { variables: { CI_CODE: '1' } });
  expect(failed.output).toContain('uploaded test-results');
  expect(failed.code).toBe(1);
});

let passing: [Ending, Ending] | undefined;

/** A push to main whose tests pass; done again when a starved machine has spoilt it. Fractal's service has options of its own. */
async function passingPush(): Promise<[Ending, Ending]> {
  if (passing?.every(({ code }) => code === 0)) return passing;
  await rm(checkout.artifacts, { recursive: true });
  await mkdir(checkout.artifacts);
  const { access } = await githubServer();
  const of = (...services: string[]) => services.flatMap((service) => ['--matrix', `service:${service}`]);
  const push = (services: string[], variables: Record<string, string>) =>
    checkout.run('push', 'gate.yml', of(...services), {
      variables: { ...variables, GITHUB_API_URL: access.api },
    });
  const SERVE_OPTIONS = `--host-port 0 --rate-limit 0 --ca-file ${folder}/ca.pem`;
  passing = [
    await push(['vacancies', 'requests', 'chater'], SHORT),
    await push(['fractal'], { SERVE_OPTIONS }),
  ];
  return passing;
}

it('gate: every suite passes against its reference service, and a push to main keeps a baseline', async () => {
  const [most, fractal] = await passingPush();
  const output = most.output + fractal.output;
  for (const test of [
    'vacancies-smoke',
    'vacancies-auth',
    'requests',
    'chater-smoke',
    'chater-auth',
    'fractal',
  ])
    expect(output).toMatch(
      new RegExp(`\\[gate/${test}(-\\d)? *\\] +\\| pass, exit code 0, run ${test}-1-1, files in /`),
    );
  expect([most.code, fractal.code], output).toEqual([0, 0]);
  expect(await readdir(checkout.artifacts)).toEqual(
    expect.arrayContaining(['loadline-vacancies-smoke-1-1', 'loadline-baseline-vacancies-smoke']),
  );
  const [kept = ''] = await readdir(join(checkout.artifacts, 'loadline-baseline-vacancies-smoke'), {
    recursive: true,
  });
  expect(kept).toContain('vacancies-smoke');
});

it('gate: a failing test fails the pull request, with outputs, summary, annotations, artifact and one comment', async () => {
  await passingPush();
  const github = await githubServer();
  const own = join(checkout.artifacts, 'loadline-baseline-vacancies-smoke');
  const old = join(checkout.artifacts, '41/loadline-baseline-vacancies-smoke');
  await mkdir(old, { recursive: true });
  await cp(own, old, { recursive: true });
  await rm(join(checkout.artifacts, 'loadline-vacancies-smoke-2-1'), { recursive: true, force: true });
  const workflow_run = { id: 41, head_branch: 'main', repository_id: 1, head_repository_id: 1 };
  const created_at = '2026-01-01T00:00:00Z';
  github.artifacts.push({
    name: 'loadline-baseline-vacancies-smoke',
    expired: false,
    created_at,
    workflow_run,
  });
  const { code, output } = await checkout.run(
    'pull_request',
    'gate.yml',
    ['--matrix', 'test:vacancies-smoke'],
    {
      event: PULL_REQUEST,
      variables: {
        ...SHORT,
        SERVE_OPTIONS: '--fail-share 0.9',
        GITHUB_API_URL: github.access.api,
        GITHUB_RUN_ID: '2',
      },
    },
  );
  // The outputs are there although the step has failed.
  expect(output).toMatch(/\| fail, exit code 99, run vacancies-smoke-2-1, files in \S+vacancies-smoke-2-1/);
  expect(output).toContain('Summary - ## ❌ FAIL: vacancies/smoke');
  // A gear marks a command that is not executed: those in the output of loadline, which GitHub does not read either.
  const annotations = output.split('\n').filter((line) => /(❗|🚧) +::(error|warning) /.test(line));
  expect(annotations.length).toBeGreaterThan(0);
  expect(annotations.length).toBeLessThanOrEqual(10);
  const lines = (await readFile(project('thresholds/vacancies.json'), 'utf8')).split('\n');
  const line = /file=thresholds\/vacancies\.json,line=(\d+),.*journeys\.crud\.failed is/.exec(output)?.[1];
  expect(lines[Number(line) - 1]).toContain('"failed": "1%"');
  expect(await readdir(join(checkout.artifacts, 'loadline-vacancies-smoke-2-1'))).toContain('report.html');
  expect(output).toContain('the comment on pull request 7 was made');
  expect(github.comments).toHaveLength(1);
  const [comment = { body: '' }] = github.comments;
  expect(comment.body).toMatch(/^<!-- loadline:vacancies-smoke -->\n## ❌ FAIL: vacancies\/smoke/);
  expect(comment.body).toContain('### Against `main`');
  expect(comment.body).toContain(
    '**Too few runs to decide**: 1 run of the baseline, 1 run here; a difference can only be told with at least',
  );
  expect(comment.body).toContain('vacancies/smoke');
  expect(code).toBe(1);
});

/** Takes what the webhook is sent, for the length of a test. */
async function webhook() {
  const sent: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    sent.push(JSON.parse(text));
    response.writeHead(204).end();
  });
  const port = await onLoopback(server);
  return { sent, url: `http://127.0.0.1:${port}/hook` };
}

it('weekly: by hand against an address, with clean-up and webhook although the load failed', async () => {
  const { sent, url } = await webhook();
  const marks = await tempFolder();
  const accounts = [1, 2, 3]
    .map((n) => `USER_${n}_EMAIL=u${n}@example.com\nUSER_${n}_PASSWORD=secret-${n}`)
    .join('\n');
  const given = {
    test: 'vacancies-smoke',
    // Nobody listens there.
    address: '127.0.0.1:9',
    users: '3',
    duration: '2s',
    'set-up': `echo "set up; $TEST" > ${marks}/set-up`,
    'clean-up': `echo cleaned > ${marks}/clean-up`,
  };
  const { code, output } = await checkout.run(
    'workflow_dispatch',
    'weekly.yml',
    ['--secret', `WEBHOOK_URL=${url}`, '--secret', `ACCOUNTS=${accounts}`],
    { event: { inputs: given } },
  );
  expect(output).toContain('--set');
  expect(await readdir(marks)).toEqual(expect.arrayContaining(['set-up', 'clean-up']));
  expect(code).toBe(1);
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatchObject({
    test: 'vacancies-smoke',
    status: 'failure',
    verdict: 'invalid',
    exitCode: 3,
  });
  expect(output).not.toContain(url);
  expect(output).not.toContain('secret-1');
});

it('weekly: by its schedule, against a reference service, and tells the webhook of a pass', async () => {
  const { sent, url } = await webhook();
  const { code, output } = await checkout.run('schedule', 'weekly.yml', ['--secret', `WEBHOOK_URL=${url}`], {
    variables: SHORT,
  });
  expect(code, output).toBe(0);
  expect(sent).toEqual([
    expect.objectContaining({ test: 'vacancies-load', status: 'success', verdict: 'pass' }),
  ]);
});

it('release: its files, from the tag; another tag than that of the version makes none', async () => {
  await checkout.addProgram('gh', 'echo "gh $*"');
  // tests/container builds the image.
  await checkout.addProgram('buildah', `echo "buildah $*"; [ $1 = push ] && echo sha256:0a1b >"$3"; exit 0`);
  const { version } = JSON.parse(await readFile(project('packages/loadline/package.json'), 'utf8'));
  await checkout.edit('.ci/release', 'sha256sum -- ', 'sha256sum -- ');
  await checkout.edit(
    '.ci/release',
    'SHA256SUMS)',
    `SHA256SUMS && mkdir ${folder}/release && cp -- * ${folder}/release/)`,
  );
  const { code, output } = await checkout.run('push', 'release.yml', [], {
    event: { ref: `refs/tags/v${version}` },
  });
  expect(code, output).toBe(0);
  expect(output).toContain(`gh release create v${version}`);
  expect(output).toContain(`attested release/loadline-${version}.tgz`);
  expect(output).toContain(`-f deploy/Dockerfile -t ghcr.io/o/r:${version} .`);
  expect(output).toContain('attested ghcr.io/o/r@sha256:0a1b');
  const files = (await readdir(join(folder, 'release'))).sort();
  expect(files).toEqual([
    'SHA256SUMS',
    `loadline-${version}.cdx.json`,
    `loadline-${version}.tgz`,
    `loadline-bundles-${version}.tar.gz`,
  ]);
  for (const line of (await readFile(join(folder, 'release/SHA256SUMS'), 'utf8')).trim().split('\n')) {
    const [sum, name = ''] = line.split('  ');
    expect(
      createHash('sha256')
        .update(await readFile(join(folder, 'release', name)))
        .digest('hex'),
    ).toBe(sum);
  }
  const { components } = JSON.parse(
    await readFile(join(folder, `release/loadline-${version}.cdx.json`), 'utf8'),
  );
  const names = components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['commander', 'zod', 'webpack', 'terser', 'typescript']));

  const other = await checkout.run('push', 'release.yml', [], { event: { ref: 'refs/tags/v9.9.9' } });
  expect(other.output).toContain(`the tag is v9.9.9, but packages/loadline/package.json says ${version}`);
  expect(other.code).toBe(1);
});
