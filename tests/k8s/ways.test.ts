import { expect, it, vi } from 'vitest';
import { messageIn } from '../harness/control-plane';
import { eventually } from '../harness/eventually';
import { runnerJob, type TestRun } from '../harness/k6-operator';
import { onCluster } from '../harness/on-cluster';
import { project } from '../harness/project';
import { referenceService } from '../harness/reference-service';

onCluster((cluster) => {
  it('a CronJob makes runs by its own service account: its Job ends as the verdict says', async () => {
    const service = await referenceService();
    const set = ['--set', `environment.suites.vacancies.address=localhost:${service.port}`];
    const every = ['--set', 'environment.suites.vacancies.data.EVERY=1s', '--users', '6', '--duration', '5s'];
    const { code, stdout, output } = await cluster().loadline(
      ...['manifest', 'k8s', 'vacancies-smoke', '--instances', '2', '--image', 'loadline', ...set, ...every],
      ...['--schedule', '* * * * *', '--time-zone', 'America/New_York'],
    );
    expect(code, output).toBe(0);
    await cluster().apply(stdout);
    const scheduled = 'loadline/schedule=vacancies-smoke';
    await vi.waitFor(
      async () => expect(await cluster().kubectl('get', 'jobs', '-l', scheduled, '-o', 'name')).not.toBe(''),
      { timeout: 120_000, interval: 1_000 },
    );
    await cluster().kubectl(
      'patch',
      'cronjob',
      'loadline-vacancies-smoke',
      '-p',
      '{"spec":{"suspend":true}}',
    );
    const [job = ''] = (await cluster().kubectl('get', 'jobs', '-l', scheduled, '-o', 'name')).split('\n');
    await cluster().kubectl('wait', job, '--for=condition=Complete', '--timeout=240s');
    expect(await cluster().kubectl('logs', job)).toContain('verdict: PASS');
    // Kubernetes removes the objects of a run with the Job that made them.
    const runs = ['get', 'jobs,services,secrets,networkpolicies', '-l', 'loadline/run', '-o', 'name'];
    const before = await cluster().kubectl(...runs);
    await cluster().kubectl('delete', job, '--wait=true');
    await eventually(async () => {
      const left = (await cluster().kubectl(...runs)).split('\n');
      expect(before.split('\n').length - left.length).toBe(5);
    });
    // The service account has no other rights.
    const account = 'system:serviceaccount:default:loadline-vacancies-smoke';
    const may = (verb: string, kind: string) =>
      cluster()
        .kubectl('auth', 'can-i', verb, kind, '--as', account)
        .catch(() => 'no');
    expect((await may('create', 'secrets')).trim()).toBe('yes');
    expect((await may('get', 'secrets')).trim()).toBe('no');
  });

  it('a TestRun of the k6-operator: its runners, by its own command line, get one verdict', async () => {
    const service = await referenceService();
    await cluster().kubectl('apply', '-f', project('tests/fixtures/kubernetes/testrun.yml'));
    await cluster().kubectl('wait', 'crd/testruns.k6.io', '--for=condition=Established', '--timeout=60s');
    await cluster().apply(await cluster().manifest('operated', { port: service.port, args: ['--operator'] }));
    // From here on, this test does the operator's work.
    const made = await cluster().kubectl('get', 'testrun', 'loadline-operated', '-o', 'json');
    const testRun: TestRun = JSON.parse(made);
    for (const number of [1, 2, 3]) await cluster().apply(JSON.stringify(runnerJob(testRun, number)));
    const running = 'jsonpath={.items[?(@.status.phase=="Running")].status.podIP}';
    const ips = await eventually(async () => {
      const found = await cluster().kubectl('get', 'pods', '-l', 'k6_cr=loadline-operated', '-o', running);
      expect(found.split(' ')).toHaveLength(3);
      return found.split(' ');
    });
    // The operator's starter asks each runner to start, although the `collect` server has already started them.
    const data = { type: 'status', id: 'default', attributes: { paused: false, stopped: false } };
    const headers = { 'content-type': 'application/json' };
    const start = { method: 'PATCH', headers, body: JSON.stringify({ data }) };
    for (const ip of ips) await eventually(() => fetch(`http://${ip}:6565/v1/status`, start));
    const { code, output } = await cluster().loadline('k8s', 'wait', 'operated');
    expect(output).toContain('verdict: PASS');
    expect(messageIn(output)).toMatchObject({ delivered: 3, missing: [], verdict: 'pass' });
    expect(code).toBe(0);
    for (const number of [1, 2, 3]) {
      const job = `job/loadline-operated-${number}`;
      await cluster().kubectl('wait', job, '--for=condition=Complete', '--timeout=60s');
    }
    expect((await cluster().loadline('k8s', 'delete', 'operated')).output).toContain('testrun');
  });

  it('the API server refuses a manifest with a word that it does not know', async () => {
    const text = await cluster().manifest('typo', { port: 1 });
    await expect(cluster().apply(text.replace('completionMode', 'completionMod'))).rejects.toThrow(
      /unknown field "spec\.completionMod"|field not declared in schema/,
    );
  });
});
