import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CORES, project, start } from './process.js';

const STARTING_MS = 5_000;
const ACCOUNTS = 3;
const BINARY = 'bench/bin/server';
const WHERE = /** @type {const} */ (['address', 'tls', 'root', 'control']);
/** @typedef {Record<typeof WHERE[number], string>} Where */

/**
 * Counts of the server since the last reset.
 * @typedef {object} Counts
 * @property {Record<string, number>} calls by method, such as `pb.VacancyService/GetVacancy`
 * @property {Record<string, number>} firstMs when the first call of each method came, in ms since 1970
 * @property {number} failed calls that were answered with anything but OK
 * @property {number} messages sent in streams
 */

/**
 * Starts the bench's server, pinned to its core.
 * @param {string} folder for the root of its certificates; whoever made it removes it
 * @throws {Error} with what to do, when the server is missing or older than this file
 */
export async function startServer(folder) {
  const server = start({ file: project(BINARY), args: [] }, CORES.server);
  const { address, tls, root, control } = await announced(server);
  const SSL_CERT_FILE = join(folder, 'root.pem');
  writeFileSync(SSL_CERT_FILE, root);
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => ({
    [`USER_${i + 1}_EMAIL`]: `user${i + 1}@example.com`,
    [`USER_${i + 1}_PASSWORD`]: `password-${i + 1}`,
  }));
  const [SERVICE_HOST = '', SERVICE_PORT = ''] = address.split(':');
  const [, TLS_PORT = ''] = tls.split(':');
  return {
    address,
    pid: server.pid,
    /** Variables with which loadline and the scripts of `bench/peers/` call this server. */
    variables: /** @type {Record<string, string>} */ (
      Object.assign(
        {
          SERVICE_HOST,
          SERVICE_PORT,
          ADDRESS: address,
          PROTOSET: project('dist/vacancies.protoset'),
          RECORDS: project('dist/data/vacancies.json'),
        },
        ...accounts,
      )
    ),
    /** What changes in them for the same service over TLS. */
    tlsVariables: { SERVICE_PORT: TLS_PORT, TLS: '1', SSL_CERT_FILE },
    counts: async () => /** @type {Counts} */ (await (await fetch(`${control}/stats`)).json()),
    reset: () => fetch(`${control}/reset`, { method: 'POST' }),
    /** An access token, for tools that cannot sign in. */
    async issueToken() {
      const response = await fetch(`${control}/token`, { method: 'POST' });
      return /** @type {string} */ (await response.json());
    },
    /** Creates records. @param {number} count @returns their ids */
    async createRecords(count) {
      const response = await fetch(`${control}/records?count=${count}`, { method: 'POST' });
      return /** @type {string[]} */ (await response.json());
    },
    stop() {
      server.kill();
      return server.ended;
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/**
 * What the server says in its first line: where it listens, and the root of its certificates.
 * @param {ReturnType<typeof start>} server is ended when that is not what it says
 * @returns {Promise<Where>}
 */
async function announced(server) {
  const deadline = Date.now() + STARTING_MS;
  while (!server.output().includes('\n') && server.isRunning() && Date.now() < deadline)
    await Promise.race([wait(20), server.ended]);
  if (!server.isRunning()) await server.ended;
  const [line = ''] = server.output().split('\n', 1);
  const said = objectIn(line);
  if (WHERE.every((part) => typeof said[part] === 'string')) return /** @type {Where} */ (said);
  server.kill();
  throw new Error(
    `${BINARY} is missing or of another version: run bench/install.sh. Its first line: ${line}`,
  );
}

/** @param {string} json @returns {Record<string, unknown>} an empty object when the text is no JSON */
function objectIn(json) {
  try {
    return Object(JSON.parse(json));
  } catch {
    return {};
  }
}

/** Calls of the service under test, without signing in. @param {Counts} counts */
export function vacancyCalls({ calls }) {
  return Object.entries(calls)
    .filter(([method]) => method.startsWith('pb.VacancyService/'))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** When the first call of the service under test came. @param {Counts} counts @returns {number | undefined} ms since 1970 */
export function firstCallMs({ firstMs }) {
  const times = Object.entries(firstMs).flatMap(([method, ms]) =>
    method.startsWith('pb.VacancyService/') ? [ms] : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}
