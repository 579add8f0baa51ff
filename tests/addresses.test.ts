import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { join } from 'node:path';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Certificates, makeCertificates } from '../services/src/fractal/certificates';
import { startRequestsService } from '../services/src/requests/start-requests-service';
import { runK6 } from './harness/k6-run';
import { loadline } from './harness/loadline';
import { onLoopback } from './harness/on-loopback';
import { project } from './harness/project';
import { referenceService } from './harness/reference-service';
import { tempFolder } from './harness/temp-folder';
import { variablesFor } from './harness/variables';

const REQUESTS = project('dist', 'requests.js');

describe('this machine by its IPv6 address', () => {
  it.each(['::1', '[::1]', '0:0:0:0:0:0:0:1'])('SERVICE_HOST=%s', async (host) => {
    const service = await referenceService({ host: '::1' });
    const variables = { ...variablesFor(service), SERVICE_HOST: host, DEBUG: '1' };
    const end = await runK6({ variables });
    expect(end.code, end.output).toBe(0);
    expect(service.stats().calls['pb.AuthService/SignInUser']).toEqual({ OK: 1 });
  });

  it('TARGET_HOST=http://[::1]:port, and the same address in the environment file', async () => {
    const service = await startRequestsService({ port: 0, host: '::1' });
    onTestFinished(() => service.stop());
    expect(service.address).toMatch(/^\[::1\]:\d+$/);
    const variables = { TARGET_HOST: `http://${service.address}`, DEBUG: '1' };
    const end = await runK6({ bundle: REQUESTS, variables });
    expect(end.code, end.output).toBe(0);
    const set = `environment.suites.requests.address='${service.address}'`;
    const again = await loadline(await tempFolder(), ['run', 'requests', '--debug', '--set', set]);
    expect(again.code, again.output).toBe(0);
    expect(service.stats().calls['POST /requests']).toEqual({ 202: 2 });
  });
});

it.each([
  [{ SERVICE_HOST: 'http://localhost' }, 'SERVICE_HOST: is "http://localhost": write the host alone'],
  [{ SERVICE_HOST: '127.0.0.1/evil' }, 'SERVICE_HOST: is "127.0.0.1/evil": write the host alone'],
  [{ SERVICE_HOST: '127.0.0.1#x' }, 'SERVICE_HOST: is "127.0.0.1#x": write the host alone'],
  [{ ALLOW_TARGET: 'evil.com/../x' }, 'ALLOW_TARGET: holds "evil.com/../x": write hosts, or host:port'],
])('%j is refused before any request, and the error says what to write', async (wrong, problem) => {
  const service = await referenceService();
  const { code, output } = await loadline(await tempFolder(), ['plan', 'vacancies-smoke'], {
    ...variablesFor(service),
    ...wrong,
  });
  expect(output).toContain(problem);
  expect(code).toBe(2);
  expect(service.stats().calls).toEqual({});
});

describe('TLS and no TLS', () => {
  let certificates: Certificates;

  beforeAll(async () => {
    certificates = await makeCertificates(['127.0.0.1', 'localhost']);
  });

  /** The variable that makes k6 trust the servers. */
  async function trust(): Promise<{ SSL_CERT_FILE: string }> {
    const file = join(await tempFolder(), 'ca.pem');
    await writeFile(file, certificates.ca);
    return { SSL_CERT_FILE: file };
  }

  it.each([
    ['TLS to a plain port', 'plain', '1', 'the port speaks no TLS, is it TLS=0?'],
    ['plain to a TLS port', 'tls', '0', 'is it TLS=1?'],
    ['TLS without the required client certificate', 'client', '1', 'does it ask for a client certificate?'],
  ] as const)('gRPC: %s', async (_what, kind, TLS, hint) => {
    const port = await grpcServer(kind);
    const end = await runK6({ variables: { ...variablesFor({ port }), TLS, ...(await trust()) } });
    expect(end.output).toMatch(/could not sign in: tls, /);
    expect(end.output).toContain(hint);
    expect(end.code).toBe(107);
  });

  it.each([
    ['TLS to a plain port', 'plain', 'https', 'is it http://?'],
    ['plain to a TLS port', 'tls', 'http', 'is it https://?'],
    ['TLS without the required client certificate', 'client', 'https', 'a client certificate?'],
  ] as const)('HTTP: %s', async (_what, kind, scheme, hint) => {
    const port = await httpServer(kind);
    const TARGET_HOST = `${scheme}://127.0.0.1:${port}`;
    const end = await runK6({ bundle: REQUESTS, variables: { TARGET_HOST, ...(await trust()) } });
    expect(end.output).toMatch(/GET \/health.*\btls\b/);
    expect(end.output).toContain(hint);
    expect(end.code).toBe(107);
  });

  type Kind = 'plain' | 'tls' | 'client';

  /** Starts a gRPC server without services. */
  async function grpcServer(kind: Kind): Promise<number> {
    const { server: own, ca } = certificates;
    const pair = [{ private_key: Buffer.from(own.key), cert_chain: Buffer.from(own.certificate) }];
    const server = new Server();
    onTestFinished(() => server.forceShutdown());
    const credentials =
      kind === 'plain'
        ? ServerCredentials.createInsecure()
        : ServerCredentials.createSsl(kind === 'client' ? Buffer.from(ca) : null, pair, kind === 'client');
    return new Promise((done, fail) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? fail(error) : done(port)));
    });
  }

  /** Starts an HTTP server that answers every request with an empty reply. */
  async function httpServer(kind: Kind): Promise<number> {
    const { server: own, ca } = certificates;
    const answer: Parameters<typeof createHttpServer>[1] = (_request, response) => response.end('{}');
    const settings = {
      cert: own.certificate,
      key: own.key,
      ...(kind === 'client' && { ca, requestCert: true }),
    };
    const server: HttpServer =
      kind === 'plain' ? createHttpServer(answer) : createTlsServer(settings, answer);
    return onLoopback(server);
  }
});
