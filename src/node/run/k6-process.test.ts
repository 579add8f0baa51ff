import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runK6 } from './k6-process';

const folder = mkdtempSync(join(tmpdir(), 'loadline-k6-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a k6 that is started with this environment sees as GOGC. */
async function collectorOf(env: NodeJS.ProcessEnv): Promise<string> {
  const [k6, seen] = [join(folder, 'k6'), join(folder, 'seen')];
  writeFileSync(k6, `#!/bin/sh\nprintf %s "$GOGC" > "${seen}"\n`);
  chmodSync(k6, 0o755);
  expect(await runK6({ k6, args: [], env })).toBe(0);
  return readFileSync(seen, 'utf8');
}

it("gives k6's garbage collector more room", async () => {
  expect(await collectorOf({})).toBe('400');
});

it('leaves a GOGC of the user as it is', async () => {
  expect(await collectorOf({ GOGC: '100' })).toBe('100');
});
