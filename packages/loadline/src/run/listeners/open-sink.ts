import type { Listener } from '../../core/telemetry/listener';
import type { Secrets } from '../../core/text/secret-mask';
import { shownText } from '../../core/text/shown-text';
import { requestHeaders } from '../request-secrets';
import { GrafanaSink } from './grafana';
import { OtlpSink } from './otlp';
import { RemoteWriteSink } from './remote-write';
import type { Sink } from './sink';
import { SplunkSink } from './splunk';
import { WebhookSink } from './webhook';

/** Environment variables of the run, which hold the secrets of its listeners. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** The protocol of a listener. Undefined: it prints on this terminal. */
export function sinkOf(listener: Listener, variables: Variables, secrets: Secrets): Sink | undefined {
  const { name, kind, url = '', index, temporality = 'cumulative', histograms } = listener;
  const authorization = (scheme: string) => requestHeaders(listener, variables, scheme);
  const write = (value: object) => masked(value, secrets);
  if (kind === 'webhook') return new WebhookSink(name, url, authorization('Bearer'), write);
  if (kind === 'splunk') return new SplunkSink(name, url, authorization('Splunk'), index, write);
  if (kind === 'otel') {
    const mask = (text: string) => shownText(text, secrets);
    return new OtlpSink(name, url, authorization('Bearer'), temporality, mask, histograms === 'exponential');
  }
  if (kind === 'grafana') return new GrafanaSink(name, url, authorization('Bearer'), write);
  if (kind === 'prometheus') return new RemoteWriteSink(name, url, authorization('Bearer'), write);
  return undefined;
}

/** The value as JSON, with all secrets in its texts masked. */
export function masked(value: object, secrets: Secrets): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'string' ? shownText(inner, secrets) : inner,
  );
}
