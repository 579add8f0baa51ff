import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';
import { start } from './child';
import { eventually } from './eventually';
import { freePort } from './free-port';
import { project } from './project';

/** A network fault. https://github.com/Shopify/toxiproxy describes each type and its attributes. */
export type Toxic =
  | { readonly type: 'latency'; readonly attributes: { latency: number; jitter?: number } }
  /** No data passes. The connection closes after `timeout` ms, or with 0 when the toxic is removed. */
  | { readonly type: 'timeout'; readonly attributes: { timeout: number } }
  | { readonly type: 'reset_peer'; readonly attributes: { timeout: number } }
  /** KB/s. */
  | { readonly type: 'bandwidth'; readonly attributes: { rate: number } }
  /** Sizes in bytes, `delay` in µs. */
  | {
      readonly type: 'slicer';
      readonly attributes: { average_size: number; size_variation: number; delay: number };
    }
  /** The connection closes after this number of bytes. */
  | { readonly type: 'limit_data'; readonly attributes: { bytes: number } };

/** A port of toxiproxy that forwards to a service. */
export interface ToxicWay {
  readonly port: number;
  /** Applies toxics in both directions, also to existing connections. */
  spoil(toxics: readonly Toxic[]): Promise<void>;
  /** Closes the port and breaks every connection. */
  disable(): Promise<void>;
  /** Removes all toxics and opens the port again. */
  heal(): Promise<void>;
}

/** A running toxiproxy. */
export interface Toxiproxy {
  /** Opens a port for one test that forwards to another one. */
  proxyTo(port: number): Promise<ToxicWay>;
  stop(): Promise<void>;
}

/** Starts a toxiproxy without proxies. The caller has to stop it. */
export async function startToxiproxy(): Promise<Toxiproxy> {
  const port = await freePort();
  const program = project('bin', 'toxiproxy-server');
  const { process, ending } = start(program, ['-host', '127.0.0.1', '-port', String(port)], {
    cwd: tmpdir(),
    env: { LOG_LEVEL: 'error' },
  });
  let ended: string | undefined;
  const end = ending.then(
    ({ code, output }) => {
      ended = `ended with ${code}: ${output}`;
    },
    (error: unknown) => {
      ended = `${error}: run "make toxiproxy" first`;
    },
  );
  const api = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (ended === undefined) await ask(api, 'GET', '/version');
  });
  if (ended !== undefined) throw new Error(`toxiproxy ${ended}`);
  let proxies = 0;
  return {
    proxyTo: async (upstream) => {
      proxies += 1;
      const name = `proxy-${proxies}`;
      const made = await ask(api, 'POST', '/proxies', {
        name,
        listen: '127.0.0.1:0',
        upstream: `127.0.0.1:${upstream}`,
      });
      onTestFinished(() => ask(api, 'DELETE', `/proxies/${name}`).then(() => {}));
      return openProxy(api, name, Number(/:(\d+)$/.exec(made.listen ?? '')?.[1]));
    },
    stop: async () => {
      process.kill('SIGTERM');
      await end;
    },
  };
}

function openProxy(api: string, name: string, port: number): ToxicWay {
  const path = `/proxies/${name}`;
  let added: string[] = [];
  return {
    port,
    spoil: async (toxics) => {
      for (const stream of ['upstream', 'downstream'] as const) {
        for (const { type, attributes } of toxics) {
          const toxic = `${type}-${stream}`;
          added.push(toxic);
          await ask(api, 'POST', `${path}/toxics`, { name: toxic, type, stream, attributes });
        }
      }
    },
    disable: async () => {
      await ask(api, 'POST', path, { enabled: false });
    },
    heal: async () => {
      for (const toxic of added) await ask(api, 'DELETE', `${path}/toxics/${toxic}`);
      added = [];
      await ask(api, 'POST', path, { enabled: true });
    },
  };
}

async function ask(
  api: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly listen?: string }> {
  const response = await fetch(api + path, { method, ...(body && { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`toxiproxy: ${method} ${path}: ${response.status} ${text}`);
  return text.startsWith('{') ? JSON.parse(text) : {};
}
