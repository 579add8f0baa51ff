import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PLAIN_K6 } from './false-greens/plain-k6';
import { startInTest } from './harness/child';
import { runK6 } from './harness/k6-run';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const SHORT = { USERS: '20', DURATION: '5s' };

describe('plain k6 is green', () => {
  test.each(Object.entries(PLAIN_K6))('%s: exit 0', async (name, source) => {
    const service = await referenceService({ hangShare: 1, auth: 'off' });
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'script.js'), source);
    const env = {
      HOME: cwd,
      ADDRESS: service.address,
      CLOSED: '127.0.0.1:1',
      PROTOSET: project('dist', 'vacancies.protoset'),
      ...(name === 'thresholds switched off' && { K6_NO_THRESHOLDS: 'true' }),
    };
    const { code, output } = await startInTest(project('bin', 'k6'), ['run', '--quiet', 'script.js'], {
      cwd,
      env,
    }).ending;
    expect(code, output).toBe(0);
  });
});

describe('loadline in the same situation is not', () => {
  test.each([
    ['every call times out', { stall: true }, {}, 99],
    ['calls that the server refuses', { failShare: 1, failStatus: 'NOT_FOUND' as const }, {}, 99],
    ['half of the passes hang', { hangShare: 0.5 }, {}, 99],
    ['thresholds switched off', {}, { K6_NO_THRESHOLDS: 'true' }, 107],
    ['a folder for results that is not there', {}, { OUT: '/no/such/folder' }, 107],
  ])('%s', async (_name, faults, variables, code) => {
    const service = await referenceService({ seedRecords: 0, ...faults });
    const ending = await runK6({ variables: { ...variablesFor(service), ...SHORT, ...variables } });
    expect(ending.code, ending.output).toBe(code);
  });

  test('connections refused', async () => {
    const service = await referenceService();
    const variables = { ...variablesFor(service), ...SHORT };
    await service.stop();
    const { code, output } = await runK6({ variables });
    expect(code).toBe(107);
    expect(output).toContain('connection_refused');
  });
});
