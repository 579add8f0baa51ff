import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const VERIFIED = 'echo "audited 3 packages in 1s"; echo "3 packages have verified registry signatures"';
const GO_WELL = 'echo "all modules verified"';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-audit-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  { what: 'all is well', npm: VERIFIED, go: GO_WELL, code: 0, last: /^audit: passed/ },
  {
    what: 'a signature is wrong',
    npm: 'echo "1 package has an invalid registry signature:"; exit 1',
    go: GO_WELL,
    code: 1,
    last: /^audit: FAILED, .*: npm packages$/,
  },
  {
    what: 'a signature is missing',
    npm: 'echo "2 packages have missing registry signatures but the registry is providing signing keys"; exit 1',
    go: GO_WELL,
    code: 1,
    last: /^audit: FAILED, .*: npm packages$/,
  },
  {
    what: 'a Go module was changed, and npm reaches nobody',
    npm: 'echo "npm error network request to https://registry.invalid failed" >&2; exit 1',
    go: 'echo "go.k6.io/k6/v2 v2.2.0: dir has been modified (/x)"; exit 1',
    code: 1,
    last: /^audit: FAILED, .*: Go modules of tools\/\w+, .*; not checked: npm packages$/,
  },
  {
    what: 'the registry offers no signatures',
    npm: 'echo "npm error found no dependencies to audit that were installed from a supported registry" >&2; exit 1',
    go: GO_WELL,
    code: 3,
    last: /^audit: INCOMPLETE, .*: npm packages$/,
  },
  {
    what: 'npm verified nothing and says so with 0',
    npm: 'echo "audited 0 packages in 0s"',
    go: GO_WELL,
    code: 3,
    last: /^audit: INCOMPLETE, .*: npm packages$/,
  },
  {
    what: 'Go cannot fetch the modules',
    npm: VERIFIED,
    go: 'echo "dial tcp: lookup proxy.invalid: no such host"; exit 1',
    code: 3,
    last: /^audit: INCOMPLETE, .*: Go modules of tools\/\w+/,
  },
])('$what: ends with $code, and the last line says so', async ({ npm, go, code, last }) => {
  program('npm', npm);
  program('go', go);
  const ended = await audit({ PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) });
  expect(ended.code, ended.output).toBe(code);
  expect(ended.output.trim().split('\n').at(-1)).toMatch(last);
});

test('npm and Go themselves, with nobody to ask: 3', { timeout: 120_000 }, async () => {
  const ended = await audit({
    PATH: process.env.PATH ?? '',
    NPM_CONFIG_REGISTRY: 'http://127.0.0.1:9/',
    NPM_CONFIG_CACHE: join(folder, 'npm'),
    NPM_CONFIG_FETCH_RETRIES: '0',
    GOPROXY: 'off',
    GOFLAGS: '-modcacherw',
    GOMODCACHE: join(folder, 'go'),
  });
  expect(ended.code, ended.output).toBe(3);
  expect(ended.output.trim().split('\n').at(-1)).toMatch(/^audit: INCOMPLETE, .*: npm packages/);
});

/** Creates a program with this name that comes first on `PATH`. */
function program(name: string, script: string): void {
  const file = join(folder, 'bin', name);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

function audit(env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const child = spawn('tools/audit.sh', { env: { HOME: folder, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return new Promise((done) => child.once('close', (code) => done({ code, output })));
}
