import { join } from 'node:path';
import { expect, test } from 'vitest';
import { OWN } from '../core/spec/own-variables';
import { dataNameProblem } from './data-names';
import { checkPlans, readPlans } from './read-plans';
import { assign, parseAssignment } from './set-path';
import { OVERRIDES } from './test-variables';

const shipped = readPlans(join(import.meta.dirname, '../../../../plans'));
const names = { test: 'requests', environment: 'local', profile: 'smoke' };

/** Problems of the plans when the data of the environment holds a variable. */
function withData(name: string) {
  const assignment = parseAssignment(`environment.suites.requests.data.${name}=1`);
  return checkPlans(assign(shipped, [assignment], names)).problems;
}

test.each([
  ...Object.values(OWN).map((name) => [name, 'is set by loadline itself: leave it out']),
  ...Object.values(OVERRIDES).map((name) => [name, 'in plans/registry.yml']),
  ['SWEEP_OLDER_THAN', 'and write loadline sweep SUITE --older-than 1h'],
  ['SWEEP_RUN', 'and write loadline sweep SUITE --run <id>'],
  ['OUT', 'and write --run-id'],
  ['INSTANCES', 'and write loadline run --instances 3'],
  ['USERS', 'leave it out, and write overrides.users of the test in plans/registry.yml'],
  ['ALLOW_TARGET', 'leave it out, and write allow of the environment'],
  ['LOCATION', 'write location of the environment'],
  ['TRACE_SHARE', 'write trace.share of the environment'],
  ['DEBUG', 'write DEBUG=1 before the command'],
  ['RUN_ID', 'write --run-id <id> behind the command'],
  ['SKIP_HEALTH', 'write --skip-health behind the command'],
  ['HTTP_PROXY', 'write --proxy <url> behind the command'],
  ['K6_HOSTS', 'is a setting of k6, not of the suite'],
])('%s among the data of an environment is refused', (name = '', told) => {
  expect(withData(name)).toEqual([
    {
      code: 'plan-file-value',
      where: `plans/environments/local.yml: suites.requests.data.${name}`,
      message: expect.stringContaining(told as string),
    },
  ]);
});

test.each(['EVERY', 'MAX_SESSIONS', 'SEED', 'DRAIN_WITHIN', 'TARGET_HOST', 'JSONPATH'])(
  '%s may be among the data of an environment',
  (name) => {
    expect(dataNameProblem(name)).toBeUndefined();
    expect(withData(name)).toEqual([]);
  },
);
