import { expect, it } from 'vitest';
import { cloudServer } from '../harness/cloud-server';
import { eventually } from '../harness/eventually';
import { startLoadline } from '../harness/loadline';
import { tempFolder } from '../harness/temp-folder';

it('a cloud that never stops the run does not hold loadline: k6 ends a minute after the signal, 105', async () => {
  const cloud = await cloudServer({ states: ['running'], ignoresAbort: true });
  const variables = {
    ...cloud.variables,
    SERVICE_HOST: 'vacancies.example.com',
    ALLOW_TARGET: 'vacancies.example.com',
    LOCATION: 'amazon:us:ashburn',
  };
  const run = startLoadline(await tempFolder(), ['cloud', 'vacancies-smoke'], variables);
  const lines = () => cloud.requests.map(({ line }) => line);
  await eventually(() => expect(lines()).toContain('GET /cloud/v6/test_runs/123'));
  run.process.kill('SIGINT');
  const { code, output } = await run.ending;
  expect(code, output).toBe(105);
  expect(lines()).toContain('POST /cloud/v6/test_runs/123/abort');
  expect(output).toContain('interrupted by Ctrl-C or SIGINT');
  expect(output).toContain(cloud.page);
});
