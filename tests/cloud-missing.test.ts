import { expect, it } from 'vitest';
import { FAR, inCloud } from './harness/cloud-runs';
import { cloudServer, cloudVariables } from './harness/cloud-server';
import { loadline } from './harness/loadline';
import { tempFolder } from './harness/temp-folder';

it('what is missing for a run in the cloud is listed, all of it, before any request', async () => {
  const cloud = await cloudServer();
  const { K6_CLOUD_HOST_V6 = '' } = cloud.variables;
  const variables = { K6_CLOUD_HOST_V6, K6_SECRET_SOURCE: 'mock=a=b', K6_CLOUD_STACK_ID: 'mine' };
  const args = ['cloud', 'vacancies-smoke', '--users', 'many'];
  const { code, output } = await loadline(await tempFolder(), args, variables);
  expect(code, output).toBe(2);
  const wheres = ['K6_CLOUD_TOKEN: is not set', 'K6_CLOUD_PROJECT_ID: is not set'];
  wheres.push('K6_CLOUD_STACK_ID: is "mine"', 'K6_SECRET_SOURCE: has no effect');
  wheres.push('USERS (command line): is "many"');
  for (const where of wheres) expect(output).toContain(where);
  expect(output).not.toContain('USER_1_');
  expect(cloud.requests).toEqual([]);
});

it('what is missing for a run in the cloud names an address that the cloud cannot reach, and a location without load zones', async () => {
  const { code, output } = await loadline(
    await tempFolder(),
    ['cloud', 'vacancies-smoke'],
    cloudVariables('127.0.0.1:1'),
  );
  expect(code, output).toBe(2);
  expect(output).toContain('localhost:7823 is this machine, which the load generators');
  expect(output).toContain('LOCATION: is "this machine": write load zones with their shares');
});

it('what is missing for a run in the cloud names accounts whose number is unknown, and a secret that an upload would reveal', async () => {
  const cwd = await tempFolder();
  const variables = { ...cloudVariables('127.0.0.1:1'), ...FAR, EXPIRED_TOKEN: 'old' };
  const args = ['cloud', 'vacancies-auth', '--set', 'environment.roles.user=[]'];
  const { code, output } = await loadline(cwd, args, variables);
  expect(code, output).toBe(2);
  expect(output).toContain('USER_ACCOUNTS: is not set: write how many accounts the secret store');
  expect(output).toContain('EXPIRED_TOKEN: holds a secret, and an upload would keep it in plain text');
});

it('what is missing for a run in the cloud refuses shares that are not those of a whole load', async () => {
  const variables = {
    ...cloudVariables('127.0.0.1:1'),
    LOCATION: 'amazon:us:ashburn=60,amazon:ie:dublin=30',
  };
  const { code, output } = await inCloud(await tempFolder(), variables);
  expect(code, output).toBe(2);
  expect(output).toContain('LOCATION: has shares that sum to 90');
});

it('what is missing for a run in the cloud includes its end: k6 may not end with 0 as soon as the load begins', async () => {
  const cloud = await cloudServer();
  const variables = { ...cloud.variables, K6_EXIT_ON_RUNNING: 'true' };
  const { code, output } = await inCloud(await tempFolder(), variables);
  expect(code, output).toBe(2);
  expect(output).toContain('K6_EXIT_ON_RUNNING: ends k6 as soon as a run in the cloud begins');
  expect(cloud.requests).toEqual([]);
});
