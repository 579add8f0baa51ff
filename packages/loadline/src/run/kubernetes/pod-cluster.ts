import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { ConfigurationError } from '../../core/text/problem';
import type { Cluster, Manifest } from './cluster';

const FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where a Pod finds the token of its service account. */
export const TOKEN_FILE = `${FOLDER}/token`;

/** Where the objects of each kind that a run is made of are, in a namespace. */
const PATHS: Readonly<Record<string, string>> = {
  Job: 'apis/batch/v1|jobs',
  NetworkPolicy: 'apis/networking.k8s.io/v1|networkpolicies',
  PersistentVolumeClaim: 'api/v1|persistentvolumeclaims',
  Pod: 'api/v1|pods',
  Secret: 'api/v1|secrets',
  Service: 'api/v1|services',
};

const TIMEOUT_MS = 30_000;

/** The cluster of the Pod that this process runs in, reached by the token of its service account: it needs no kubectl. */
export function inPod(namespace = readFileSync(`${FOLDER}/namespace`, 'utf8').trim()): Cluster {
  const place = (kind: string) => {
    const [api, name] = (PATHS[kind] ?? '').split('|');
    return `/${api}/namespaces/${namespace}/${name}`;
  };
  const selected = (path: string, selector: string) =>
    `${path}?labelSelector=${encodeURIComponent(selector)}`;
  return {
    list: async (kind, selector) => {
      const path = place(kind === 'jobs' ? 'Job' : 'Pod');
      return JSON.parse(await ask('GET', selected(path, selector))).items;
    },
    logs: (pod) => ask('GET', `${place('Pod')}/${pod}/log`),
    create: async (objects) => {
      for (const object of objects) await ask('POST', place(String(object.kind)), object);
    },
    remove: async (kinds, selector) => {
      const known = Object.values(PATHS).filter((path) => kinds.includes(path.replace(/^.*\|/, '')));
      for (const path of known) {
        const [api, name] = path.split('|');
        await ask('DELETE', selected(`/${api}/namespaces/${namespace}/${name}`, selector));
      }
      return `deleted ${kinds.join(', ')}`;
    },
  };
}

/** Asks the API server. The token is read each time, as the cluster renews it. */
function ask(method: string, path: string, body?: Manifest): Promise<string> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = process.env;
  const options = {
    host,
    port,
    path,
    method,
    ca: readFileSync(`${FOLDER}/ca.crt`),
    timeout: TIMEOUT_MS,
    headers: {
      authorization: `Bearer ${readFileSync(TOKEN_FILE, 'utf8').trim()}`,
      'content-type': 'application/json',
    },
  };
  const failed = (why: string) =>
    new ConfigurationError([{ code: 'cluster', where: `${method} ${path}`, message: why }]);
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('error', (error) => reject(failed(`was cut (${error.message})`)));
      answer.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const { statusCode = 0 } = answer;
        if (statusCode < 300) resolve(text);
        else reject(failed(`ended with ${statusCode}: ${messageIn(text)}`));
      });
    });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
    asked.on('error', (error) => reject(failed(`could not be asked (${error.message})`)));
    asked.end(body && JSON.stringify(body));
  });
}

/** What the API server says is wrong, such as that the service account may not do it. */
function messageIn(text: string): string {
  try {
    return JSON.parse(text).message ?? text;
  } catch {
    return text;
  }
}
