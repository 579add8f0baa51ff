import { z } from 'zod';
import type { ObservedSource } from '../../core/observed/source';
import { asJson, eachSeries, getText, type Readings, SourceError, type SourceReader } from './source';

/** `PodMetricsList` of `metrics.k8s.io/v1beta1`, as far as it is read. */
const list = z.object({
  kind: z.literal('PodMetricsList'),
  items: z.array(
    z.object({
      timestamp: z.iso.datetime({ offset: true }),
      containers: z.array(
        z.object({ name: z.string(), usage: z.object({ cpu: z.string(), memory: z.string() }) }),
      ),
    }),
  ),
});

/** Factors of the suffixes of a Kubernetes quantity. */
const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Reads a quantity such as `250m` or `128974848`, `129Mi`. @returns NaN when it is none */
export function quantity(text: string): number {
  const [, number = '', suffix = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(SUFFIXES, suffix) ? SUFFIXES[suffix] : undefined;
  return number === '' || factor === undefined ? Number.NaN : Number(number) * factor;
}

/** Reads the use of pods from the metrics API of Kubernetes: the sums of all containers of the pods that a selector names. */
export class KubernetesReader implements SourceReader {
  constructor(
    private readonly source: ObservedSource,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  async read(signal: AbortSignal): Promise<Readings> {
    const { url, namespace = '', pods = '', series } = this.source;
    const selector = new URLSearchParams({ labelSelector: pods });
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods?${selector}`;
    const parsed = list.safeParse(
      asJson(await getText(`${url}${path}`, { accept: 'application/json', ...this.headers }, signal)),
    );
    if (!parsed.success) throw new SourceError('it does not answer as the metrics API of Kubernetes does');
    const { items } = parsed.data;
    if (items.length === 0) throw new SourceError(`namespace ${namespace} has no metrics of pods ${pods}`);
    const containers = items.flatMap((item) => item.containers);
    const sum = (of: 'cpu' | 'memory') =>
      containers.reduce((total, { usage }) => total + quantity(usage[of]), 0);
    // Pods are measured at different times. The sum gets the time of the oldest value.
    const atMs = Math.min(...items.map(({ timestamp }) => Date.parse(timestamp)));
    return eachSeries(series, ({ figure }) => {
      if (figure === 'pods') return { value: items.length, atMs };
      return { value: sum(figure === 'cpu' ? 'cpu' : 'memory'), atMs };
    });
  }
}
