import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { ConfigurationError } from '../../core/text/problem';
import { LOOPBACK, serveConsole } from './serve-console';

const app = (port: number) => ({ fetch: () => new Response(`on ${port}`) });
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

it('answers at both addresses of this machine', async () => {
  const { port, close } = await serveConsole(app, LOOPBACK, 0);
  onTestFinished(close);
  const names = ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])];
  for (const name of names) expect(await (await fetch(`http://${name}:${port}/`)).text()).toBe(`on ${port}`);
});

it('names a free port when the port is taken', async () => {
  const { port, close } = await serveConsole(app, LOOPBACK, 0);
  onTestFinished(close);
  const error = await serveConsole(app, LOOPBACK, port).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  expect((error as ConfigurationError).message).toMatch(/^1 problem with the options of the console/);
  const [problem] = (error as ConfigurationError).problems;
  expect(problem?.code).toBe('port-taken');
  const free = Number(/write --port (\d+),/.exec(problem?.message ?? '')?.[1]);
  expect(free).not.toBe(port);
  const other = await serveConsole(app, LOOPBACK, free);
  other.close();
  expect(other.port).toBe(free);
});

it('a client that sends no whole request is cut off, so that it keeps no others out', async () => {
  const limits = { headersTimeout: 100, connectionsCheckingInterval: 50 };
  const { port, close } = await serveConsole(app, LOOPBACK, 0, limits);
  onTestFinished(close);
  const texts = ['', 'GET / HTTP/1.1\r\nHo'].map(
    (text) =>
      new Promise<string>((ended) => {
        const socket = connect(port, '127.0.0.1', () => socket.write(text));
        let answer = '';
        socket.on('data', (part) => {
          answer += part;
        });
        socket.on('close', () => ended(answer));
      }),
  );
  for (const answer of await Promise.all(texts)) expect(answer).toMatch(/^$|^HTTP\/1\.1 408/);
});
