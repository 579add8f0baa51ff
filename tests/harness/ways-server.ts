import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createFileRegistry,
  type DescMethod,
  fromBinary,
  fromJson,
  type JsonObject,
  type Message,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import {
  Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { buf } from '../../packages/loadline/webpack/buf.js';
import { project } from './project';
import { tempFolder } from './temp-folder';

type Json = JsonObject & { text?: string };
type Done = sendUnaryData<Json>;

/**
 * A service of `tests/fixtures/protos/kinds` with every gRPC feature that the kit supports: streams, metadata, slow and
 * large replies, TLS, health checks.
 */
export interface WaysServer {
  readonly port: number;
  /** Port that requires a client certificate; the server's name is `ways.test`. */
  readonly tlsPort: number;
  /** Texts of the received messages, by method; a list for a stream. */
  readonly got: Record<string, (string | string[])[]>;
  /** Metadata of each call by the text of its request. */
  readonly metadata: Record<string, Metadata>;
  /** The traceparent of each call, by method; empty without one. */
  readonly traceparents: Record<string, string[]>;
  /** PEM texts, by the name of the variable. */
  readonly pems: { readonly TLS_CA: string; readonly TLS_CERT: string; readonly TLS_PRIVATE_KEY: string };
}

/** Starts such a service for one test. @param health its answer to `grpc.health.v1.Health/Check` */
export async function waysServer(health: 'SERVING' | 'NOT_SERVING' = 'SERVING'): Promise<WaysServer> {
  const got: WaysServer['got'] = {};
  const metadata: WaysServer['metadata'] = {};
  const traceparents: WaysServer['traceparents'] = {};
  const trace = (method: string, sent: Metadata) => {
    traceparents[method] = [...(traceparents[method] ?? []), String(sent.get('traceparent')[0] ?? '')];
  };
  const keep = (method: string, text: string | string[]) => {
    got[method] = [...(got[method] ?? []), text];
  };
  const handlers = {
    Echo: (call: ServerUnaryCall<Json, Json>, done: Done) => {
      const { text = '' } = call.request;
      metadata[text] = call.metadata;
      trace('Echo', call.metadata);
      const trailers = new Metadata();
      trailers.set('x-served-by', 'ways');
      const answer = () =>
        done(null, text === 'big' ? { text: 'x'.repeat(5 * 2 ** 20) } : call.request, trailers);
      if (text === 'never') return;
      if (text === 'slow') setTimeout(answer, 5_300);
      else answer();
    },
    Watch: (call: ServerWritableStream<Json, Json>) => {
      const { text: wanted = '' } = call.request;
      keep('Watch', wanted);
      trace('Watch', call.metadata);
      if (wanted === 'late') {
        call.emit('error', { code: status.DEADLINE_EXCEEDED, details: 'upstream timed out' });
        return;
      }
      for (const text of wanted === 'one' ? ['1'] : ['1', '2', '3']) call.write({ text });
      if (wanted !== 'forever') call.end();
    },
    Collect: (call: ServerReadableStream<Json, Json>, done: Done) => {
      const texts: string[] = [];
      metadata.Collect = call.metadata;
      trace('Collect', call.metadata);
      call.on('data', ({ text = '' }: Json) => texts.push(text));
      call.on('end', () => {
        keep('Collect', texts);
        done(null, { text: texts.join() });
      });
    },
    Chat: (call: ServerDuplexStream<Json, Json>) => {
      const texts: string[] = [];
      trace('Chat', call.metadata);
      call.on('data', ({ text = '' }: Json) => {
        texts.push(text);
        call.write({ text: `re: ${text}` });
      });
      call.on('end', () => {
        keep('Chat', texts);
        call.end();
      });
    },
    Check: (_call: ServerUnaryCall<Json, Json>, done: Done) => done(null, { status: health }),
  };
  const kinds = await definitions('tests/fixtures/protos', 'kinds.Kinds', Object.keys(handlers));
  const healthService = await definitions('tests/fixtures/health', 'grpc.health.v1.Health', ['Check']);
  const server = new Server();
  for (const service of [kinds, healthService]) server.addService(service, handlers);
  const pems = await certificates();
  const secure = ServerCredentials.createSsl(
    Buffer.from(pems.TLS_CA),
    [{ cert_chain: Buffer.from(pems.serverCert), private_key: Buffer.from(pems.serverKey) }],
    true,
  );
  const bind = (credentials: ServerCredentials) =>
    new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', credentials, (error, port) => (error ? reject(error) : resolve(port)));
    });
  const port = await bind(ServerCredentials.createInsecure());
  const tlsPort = await bind(secure);
  onTestFinished(() => server.forceShutdown());
  return { port, tlsPort, got, metadata, traceparents, pems };
}

/** Makes the definitions of a service's methods for grpc-js, with messages as JSON. */
async function definitions(protos: string, service: string, names: readonly string[]) {
  const image = await buf(project(), ['build', protos, '-o', '-#format=binpb']);
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const methods = registry.getService(service)?.methods.filter(({ name }) => names.includes(name)) ?? [];
  const definition = ({ name, methodKind, input, output }: DescMethod): MethodDefinition<Json, Json> => ({
    path: `/${service}/${name}`,
    requestStream: ['client_streaming', 'bidi_streaming'].includes(methodKind),
    responseStream: ['server_streaming', 'bidi_streaming'].includes(methodKind),
    requestSerialize: (json) => Buffer.from(toBinary(input, fromJson(input, json) as Message)),
    requestDeserialize: (bytes) => toJson(input, fromBinary(input, bytes)) as Json,
    responseSerialize: (json) => Buffer.from(toBinary(output, fromJson(output, json) as Message)),
    responseDeserialize: (bytes) => toJson(output, fromBinary(output, bytes)) as Json,
  });
  return Object.fromEntries(methods.map((method) => [method.name, definition(method)]));
}

/** Makes an authority, a certificate for the server `ways.test` and one for a client, with openssl. */
async function certificates() {
  const folder = await tempFolder();
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=tests');
  for (const [name, subject] of [
    ['server', 'ways.test'],
    ['client', 'loadline'],
  ] as const)
    openssl(
      ...['req', '-x509', '-CA', 'ca.pem', '-CAkey', 'ca.key', ...key, '-keyout', `${name}.key`],
      ...['-out', `${name}.pem`, '-subj', `/CN=${subject}`, '-addext', `subjectAltName=DNS:${subject}`],
    );
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  return {
    TLS_CA: read('ca.pem'),
    TLS_CERT: read('client.pem'),
    TLS_PRIVATE_KEY: read('client.key'),
    serverCert: read('server.pem'),
    serverKey: read('server.key'),
  };
}
