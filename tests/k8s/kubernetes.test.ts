import { expect, it, onTestFinished, vi } from 'vitest';
import { HOOK_TOKEN, messageIn } from '../harness/control-plane';
import { eventually } from '../harness/eventually';
import { onCluster, underLoad } from '../harness/on-cluster';
import { referenceService, titlesLeft } from '../harness/reference-service';
import { startSink } from '../harness/sink-server';

onCluster((cluster) => {
  it('three runners pass and each send their figures, the collect server sends the events once, the cluster keeps nothing after delete', async () => {
    const service = await referenceService();
    const hook = await startSink();
    onTestFinished(() => hook.close());
    const args = ['kind=webhook', `url=${hook.url}`, `token=${HOOK_TOKEN.name}`].flatMap((text) => [
      '--set',
      `environment.listeners.hook.${text}`,
    ]);
    await cluster().apply(await cluster().manifest('well', { port: service.port, args }));
    const { code, output } = await cluster().loadline('k8s', 'wait', 'well');
    expect(output).toContain('verdict: PASS');
    expect(code).toBe(0);
    expect(messageIn(output)).toMatchObject({
      instances: 3,
      delivered: 3,
      missing: [],
      exit: 0,
      verdict: 'pass',
    });
    interface Item {
      readonly type: string;
      readonly instance?: number;
      readonly users?: number;
      readonly verdict?: string;
    }
    const items = hook.calls.flatMap(({ body }) => (JSON.parse(body.toString()) as { items: Item[] }).items);
    expect(items.filter(({ instance }) => instance === undefined)).toMatchObject([
      { type: 'start', users: 6 },
      { type: 'stop' },
      { type: 'verdict', verdict: 'pass' },
    ]);
    const ofRunners = items.flatMap(({ instance }) => instance ?? []);
    expect([...new Set(ofRunners)].sort()).toEqual([1, 2, 3]);
    const tokens = hook.calls.map(({ headers }) => headers.authorization);
    expect([...new Set(tokens)]).toEqual([`Bearer ${HOOK_TOKEN.value}`]);
    // Otherwise the verdict of the first run would count for the new manifest.
    const again = await cluster().newManifest('well', { port: service.port });
    await expect(cluster().apply(again)).rejects.toThrow(/immutable/);
    const jobs = await cluster().kubectl('get', 'jobs', '-l', 'loadline/run=well', '-o', 'name');
    expect(jobs.trim().split('\n')).toHaveLength(2);
    expect((await cluster().loadline('k8s', 'delete', 'well')).code).toBe(0);
    const kinds = 'jobs,pods,services,secrets,networkpolicies,pvc';
    await eventually(async () =>
      expect(await cluster().kubectl('get', kinds, '-l', 'loadline/run=well', '-o', 'name')).toBe(''),
    );
    const gone = await cluster().loadline('k8s', 'wait', 'well');
    expect(gone.output).toContain('well: is no run of this cluster');
    expect(gone.code).toBe(2);
  });

  it('two runs at once; a broken threshold ends its own with 99', async () => {
    const [well, broken] = [await referenceService(), await referenceService({ failShare: 0.5 })];
    await cluster().apply(await cluster().manifest('one', { port: well.port }));
    await cluster().apply(await cluster().manifest('two', { port: broken.port }));
    const [one, two] = await Promise.all(['one', 'two'].map((id) => cluster().loadline('k8s', 'wait', id)));
    expect(one?.code, one?.output).toBe(0);
    expect(two?.output).toMatch(/journeys\.crud\.failed is/);
    expect(two?.code).toBe(99);
  });

  it('one runner is killed: 3 with its number, and the others clean up', async () => {
    const service = await referenceService();
    await cluster().apply(await cluster().manifest('killed', { port: service.port, duration: '5m' }));
    await underLoad(service);
    await cluster().killPod(['killed', 'index/3'], 1);
    const { code, output } = await cluster().loadline('k8s', 'wait', 'killed');
    expect(output).toContain('instance 2 was killed (exit 137), as when it runs out of memory; its limit is');
    expect(output).toContain('instance 2 of 3 is missing');
    expect(code).toBe(3);
    expect(messageIn(output)).toMatchObject({ delivered: 2, missing: [2], exit: 3, verdict: 'invalid' });
    expect((await titlesLeft(service)).filter((title) => title.includes('loadline-killed/1'))).toEqual([]);
    expect((await titlesLeft(service)).filter((title) => title.includes('loadline-killed/3'))).toEqual([]);
  });

  it('a runner that never comes: no load, 3', async () => {
    const service = await referenceService();
    const text = await cluster().manifest('alone', { port: service.port, args: ['--wait', '20s'] });
    await cluster().apply(text.replace('parallelism: 3', 'parallelism: 2'));
    const { code, output } = await cluster().loadline('k8s', 'wait', 'alone');
    expect(output).toContain('only 2 of 3 instances came within 20 s: no load');
    expect(code).toBe(3);
    expect(service.stats().calls['pb.VacancyService/CreateVacancy']).toBeUndefined();
    await cluster().loadline('k8s', 'delete', 'alone');
  });

  it('the collect server is killed in mid-load: with --keep-samples another one goes on, and the run passes', async () => {
    const service = await referenceService();
    const load = { port: service.port, duration: '20s', args: ['--keep-samples'] };
    await cluster().apply(await cluster().manifest('kept', load));
    await underLoad(service);
    await cluster().killPod(['collect', 'kept']);
    const { code, output } = await cluster().loadline('k8s', 'wait', 'kept');
    expect(output).toContain('goes on from /data/run/collector.json: 3 of 3 instances are here');
    expect(output).toContain('verdict: PASS');
    expect(code).toBe(0);
  });

  it('without it, the load stops, and the run is invalid', async () => {
    const service = await referenceService();
    await cluster().apply(await cluster().manifest('lost', { port: service.port, duration: '5m' }));
    await underLoad(service);
    await cluster().killPod(['collect', 'lost']);
    const { code, output } = await cluster().loadline('k8s', 'wait', 'lost');
    expect(output).toContain('the collect server ended without a verdict');
    expect(code).toBe(3);
    // Runners give up after a minute without an answer.
    const stopped = async () => {
      const before = service.stats().calls;
      expect(await titlesLeft(service)).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      expect(service.stats().calls).toEqual(before);
    };
    await vi.waitFor(stopped, { timeout: 180_000, interval: 1_000 });
    await cluster().loadline('k8s', 'delete', 'lost');
  });

  it('a Pod that the cluster evicts: an invalid run that names it', async () => {
    const service = await referenceService();
    await cluster().apply(await cluster().manifest('evicted', { port: service.port, duration: '5m' }));
    await underLoad(service);
    const label = 'loadline/run=evicted,batch.kubernetes.io/job-completion-index=2';
    const pod = (
      await cluster().kubectl('get', 'pods', '-l', label, '-o', 'jsonpath={.items[0].metadata.name}')
    ).trim();
    await cluster().evict(pod);
    const { code, output } = await cluster().loadline('k8s', 'wait', 'evicted');
    expect(output).toContain('instance 3 was interrupted');
    expect(messageIn(output)?.verdict).toBe('invalid');
    // The Pod had time to deliver, so the run counts as interrupted and not as one that lost an instance.
    expect(code).toBe(105);
  });

  it('a number that is started twice: the second one is not let in, and the run is invalid', async () => {
    const service = await referenceService();
    await cluster().apply(await cluster().manifest('twice', { port: service.port, duration: '20s' }));
    await underLoad(service);
    const job = JSON.parse(await cluster().kubectl('get', 'job', 'loadline-twice-load', '-o', 'json'));
    const { spec } = job.spec.template;
    spec.containers[0].env.push({ name: 'JOB_COMPLETION_INDEX', value: '0' });
    const labels = { 'loadline/run': 'twice' };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'second', labels }, spec };
    await cluster().apply(JSON.stringify(pod));
    const { code, output } = await cluster().loadline('k8s', 'wait', 'twice');
    expect(output).toContain('instance 1 was started twice: the second one was not let in');
    expect(messageIn(output)).toMatchObject({ delivered: 3, missing: [], verdict: 'invalid' });
    expect(code).toBe(3);
    const end = 'jsonpath={.status.containerStatuses[0].state.terminated.exitCode}';
    await eventually(async () =>
      expect(await cluster().kubectl('get', 'pod', 'second', '-o', end)).toBe('4'),
    );
  });

  it('a threshold with abort that breaks in one runner stops all of them', async () => {
    const service = await referenceService({ failShare: 1, faultMethods: ['GetVacancy'] });
    const text = await cluster().manifest('abort', { port: service.port, duration: '5m' });
    await cluster().apply(text.replaceAll('image: loadline', 'image: strict'));
    const { code, output } = await cluster().loadline('k8s', 'wait', 'abort');
    expect(output).toMatch(/stops the load: instance \d: .*journeys\.crud\.failed/);
    expect(messageIn(output)).toMatchObject({ delivered: 3, verdict: 'fail' });
    expect(code).toBe(99);
  });
});
