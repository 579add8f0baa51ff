import { once } from 'node:events';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const OTLP = '/v1/metrics';
/** What Splunk answers to a request without events: the token is valid. */
const NO_DATA = { status: 400, body: '{"text":"No data","code":5}' };
const SUCCESS = { status: 200, body: '{"text":"Success","code":0}' };

/** Starts a receiver of OTLP metrics and of Splunk's events on this machine. It accepts everything. */
export async function startSink() {
  let received = { metrics: 0, events: 0 };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
    const isMetrics = request.url === OTLP;
    if (isMetrics) received.metrics += 1;
    else received.events += text.split('\n').filter(Boolean).length;
    const { status, body } = isMetrics ? { status: 200, body: '{}' } : text === '' ? NO_DATA : SUCCESS;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** Returns how many requests with metrics and how many events came since the last call. */
    taken() {
      const taken = received;
      received = { metrics: 0, events: 0 };
      return taken;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
