import { expect, it } from 'vitest';
import { resultIn } from './harness/loadline';
import { NetworkNamespace, said } from './harness/network-namespace';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

/** Not a loopback address: Go never uses a proxy for those. */
const ADDRESS = '10.77.0.1';

it('with HTTP_PROXY set, as in most companies, the target gets all calls and the proxy none, unless there is --proxy', async (context) => {
  const network = NetworkNamespace.make(context, [ADDRESS]);
  const service = await network.serve('requests', ADDRESS, ['--workers', '20', '--job-every', '0s']);
  const proxy = await network.start(process.execPath, [project('tests', 'harness', 'counting-proxy.js')]);
  const [, proxyUrl = ''] = await said(proxy, /proxy: (http:\S+)/);
  const proxied = () => proxy.said().match(/^asked for .*/gm) ?? [];
  const variables = {
    TARGET_HOST: `http://${service.address}`,
    ALLOW_TARGET: ADDRESS,
    HTTP_PROXY: proxyUrl,
    HTTPS_PROXY: proxyUrl,
    http_proxy: proxyUrl,
    https_proxy: proxyUrl,
  };
  const run = async (...options: string[]) => {
    const cwd = await tempFolder();
    const args = ['run', 'requests', '--users', '5', '--duration', '2s', '--run-id', 'one', ...options];
    const before = await service.callCount();
    const end = await network.loadline(args, { cwd, env: variables });
    const { aggregate, verdict } = await resultIn(cwd, 'one').catch(() => expect.fail(end.output));
    expect(aggregate.journeys[0]?.failed, end.output).toBe(0);
    expect(verdict, end.output).not.toBe('fail');
    return { seen: (await service.callCount()) - before, output: end.output };
  };
  const straight = await run();
  expect(straight.seen).toBeGreaterThan(0);
  expect(proxied()).toEqual([]);
  const through = await run('--proxy', proxyUrl);
  expect(through.seen).toBeGreaterThan(0);
  expect(proxied()).toHaveLength(through.seen);
  for (const line of proxied()) expect(line).toContain(variables.TARGET_HOST);
});
