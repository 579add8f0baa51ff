import { expect, it } from 'vitest';
import { startSink } from '../../../../../tests/harness/sink-server';
import type { ObservedSource } from '../../core/observed/source';
import { KubernetesReader, quantity } from './kubernetes';

/** An answer as the documentation of metrics-server 0.7 shows it, with two pods. */
const ANSWER = {
  kind: 'PodMetricsList',
  apiVersion: 'metrics.k8s.io/v1beta1',
  metadata: {},
  items: [
    {
      metadata: {
        name: 'shop-7d4b',
        namespace: 'shop',
        creationTimestamp: '2026-01-02T03:04:20Z',
        labels: { app: 'shop' },
      },
      timestamp: '2026-01-02T03:04:05Z',
      window: '15.004s',
      containers: [
        { name: 'shop', usage: { cpu: '250m', memory: '128Mi' } },
        { name: 'proxy', usage: { cpu: '1500000n', memory: '20000Ki' } },
      ],
    },
    {
      metadata: {
        name: 'shop-9c2f',
        namespace: 'shop',
        creationTimestamp: '2026-01-02T03:04:20Z',
        labels: { app: 'shop' },
      },
      timestamp: '2026-01-02T03:04:08Z',
      window: '14.9s',
      containers: [{ name: 'shop', usage: { cpu: '1', memory: '134217728' } }],
    },
  ],
};

function source(url: string): ObservedSource {
  const series = ['cpu', 'memory', 'pods'].map((figure) => ({
    ...{ name: figure, source: 'pods', from: '', unit: '', thresholds: [], factor: 1 },
    figure,
  }));
  return {
    name: 'pods',
    kind: 'kubernetes',
    url,
    namespace: 'shop',
    pods: 'app=shop',
    headers: {},
    everyMs: 5_000,
    isOptional: false,
    series,
  };
}

it('the use of all containers of the pods is added, and is as old as the oldest', async () => {
  let body = JSON.stringify(ANSWER);
  const server = await startSink(() => ({ body }));
  const reader = new KubernetesReader(source(server.url), { authorization: 'Bearer secret' });
  const read = () => reader.read(AbortSignal.timeout(60_000));
  const { values } = await read();
  const atMs = Date.parse('2026-01-02T03:04:05Z');
  expect(values.get('cpu')).toEqual({ value: expect.closeTo(1.2515), atMs });
  expect(values.get('memory')).toEqual({ value: 2 * 134_217_728 + 20_000 * 1_024, atMs });
  expect(values.get('pods')).toEqual({ value: 2, atMs });
  expect(server.calls[0]?.path).toBe(
    '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods?labelSelector=app%3Dshop',
  );
  expect(server.calls[0]?.headers).toMatchObject({ authorization: 'Bearer secret' });
  body = JSON.stringify({ ...ANSWER, items: [] });
  await expect(read()).rejects.toThrow('namespace shop has no metrics of pods app=shop');
  body = '<html>';
  await expect(read()).rejects.toThrow('it does not answer as the metrics API of Kubernetes does');
  await server.close();
});

it.each([
  ['250m', 0.25],
  ['1500000n', 0.0015],
  ['2', 2],
  ['128Mi', 134_217_728],
  ['1.5G', 1.5e9],
  ['1x', Number.NaN],
  ['', Number.NaN],
])('%s is %s', (text, value) => {
  if (Number.isNaN(value)) expect(quantity(text)).toBeNaN();
  else expect(quantity(text)).toBeCloseTo(value, 10);
});
