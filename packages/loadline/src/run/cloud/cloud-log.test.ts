import { expect, it } from 'vitest';
import { CloudLog } from './cloud-log';

const OUTPUT = `
Init   [   0% ] Uploading archive

     execution: cloud
        script: suite.tar
        output: https://stack.example.com/runs/123

Run    [   0% ] Initializing the cloud test
Run    [   0% ] Waiting...
Run    [   0% ] Queued
Run    [   0% ] Queued
Run    [  10% ] 1.0s/10s
Run    [ 100% ] Finished
     test status: Finished
`;

it('tells the page of the run, and each status once', () => {
  const told: string[] = [];
  const log = new CloudLog({ event: (text) => void told.push(text) });
  for (const line of OUTPUT.split('\n')) log.read(line);
  expect(told).toEqual([
    'Grafana Cloud k6: https://stack.example.com/runs/123',
    'Grafana Cloud k6: Initializing the cloud test',
    'Grafana Cloud k6: Queued',
    'Grafana Cloud k6: Finished',
  ]);
  expect([log.address, log.status]).toEqual(['https://stack.example.com/runs/123', 'Finished']);
});

it('finds the page of a local execution', () => {
  const log = new CloudLog({ event: () => {} });
  log.read('        output: cloud (https://stack.example.com/runs/123)');
  expect(log.address).toBe('https://stack.example.com/runs/123');
});
