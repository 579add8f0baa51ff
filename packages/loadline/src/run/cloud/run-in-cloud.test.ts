import { expect, it } from 'vitest';
import { cloudEnd } from './run-in-cloud';

it.each([
  [0, 0, 'PASS'],
  [99, 99, 'FAIL'],
  [97, 3, 'INVALID'],
  [98, 3, 'INVALID'],
  [137, 3, 'INVALID'],
  [104, 2, 'NOT STARTED'],
  [255, 2, 'NOT STARTED'],
])('k6 ends with %i, loadline with %i', (code, exit, verdict) => {
  expect(cloudEnd({ code }, undefined)).toMatchObject({ exit, verdict });
});

it('an interrupted run is 105, whatever code k6 ends with', () => {
  const stopped = { by: 'SIGTERM', atMs: 0 } as const;
  for (const code of [0, 97, 99, 105, 255]) {
    const { exit, why } = cloudEnd({ code, stopped }, 'Aborted (by user)');
    expect([exit, why]).toEqual([105, 'interrupted by SIGTERM; its last status was "Aborted (by user)"']);
  }
});

it('when k6 is killed, nothing is known about the end of the run', () => {
  const stopped = { by: 'killed', atMs: 0, detail: 'SIGKILL' } as const;
  expect(cloudEnd({ code: 137, stopped }, undefined)).toMatchObject({ exit: 3, why: 'k6 ended with 137' });
});

it('repeats the message of k6 when no run was started', () => {
  expect(cloudEnd({ code: 255, setupError: 'validating options: 401' }, undefined).why).toContain(
    'validating options: 401',
  );
});

it('a run that k6 could not follow any longer is invalid, and not interrupted by the user', () => {
  const stopped = { by: 'error', atMs: 0, detail: 'k6 could not follow the run' } as const;
  expect(cloudEnd({ code: 105, stopped }, 'Queued')).toMatchObject({
    exit: 3,
    why: 'k6 could not follow the run; its last status was "Queued"',
  });
});
