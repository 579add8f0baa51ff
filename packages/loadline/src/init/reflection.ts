import { connect, constants } from 'node:http2';
import { ConfigurationError } from '../core/text/problem';

/** The two versions of gRPC's reflection service. Servers have one of them or both. */
const SERVICES = ['grpc.reflection.v1.ServerReflection', 'grpc.reflection.v1alpha.ServerReflection'];
const TIME_MS = 10_000;

/** Numbers of the fields of the reflection messages. */
const ASK = { fileContainingSymbol: 4, fileByName: 3, listServices: 7 } as const;
const REPLY = { fileDescriptorResponse: 4, listServicesResponse: 6, errorResponse: 7 } as const;

/** Descriptors of the services of a server. */
export interface Reflected {
  /** Proposed name of the system. */
  readonly system: string;
  /** A `FileDescriptorSet`. */
  readonly descriptors: Buffer;
}

/**
 * Asks a server by reflection for the descriptors of its services.
 * @param target `host:port`
 * @throws {ConfigurationError} when the server cannot be reached, or has no reflection
 */
export async function readReflected(target: string, isTls: boolean): Promise<Reflected> {
  let why = '';
  for (const service of SERVICES) {
    try {
      return await reflected(target, isTls, service);
    } catch (error) {
      why = (error as Error).message;
    }
  }
  const message = `${why}: start the server with reflection, correct the address, or write --proto or descriptors instead`;
  throw new ConfigurationError([{ code: 'service-description', where: `--reflect ${target}`, message }]);
}

async function reflected(target: string, isTls: boolean, service: string): Promise<Reflected> {
  const ask = (request: Buffer) => call(target, isTls, `/${service}/ServerReflectionInfo`, request);
  const listed = fieldsOf(await ask(field(ASK.listServices, '*')));
  const [list] = listed.get(REPLY.listServicesResponse) ?? [];
  if (!list) throw new Error('it lists no services');
  const names = (fieldsOf(list).get(1) ?? [])
    .map((one) => String(fieldsOf(one).get(1)?.[0] ?? ''))
    .filter((name) => !name.startsWith('grpc.reflection.') && !name.startsWith('grpc.health.'));
  const [first] = names;
  if (first === undefined) throw new Error('it has no service beside those of gRPC itself');
  const files = new Map<string, Buffer>();
  const keep = async (request: Buffer): Promise<void> => {
    const reply = fieldsOf(await ask(request));
    const [failed] = reply.get(REPLY.errorResponse) ?? [];
    if (failed) throw new Error(String(fieldsOf(failed).get(2)?.[0] ?? 'it gives no descriptors'));
    for (const file of fieldsOf(reply.get(REPLY.fileDescriptorResponse)?.[0] ?? Buffer.alloc(0)).get(1) ?? [])
      await keepFile(file);
  };
  // Imported files come before the file that imports them.
  const keepFile = async (file: Buffer): Promise<void> => {
    const parts = fieldsOf(file);
    const name = String(parts.get(1)?.[0] ?? '');
    if (files.has(name)) return;
    for (const imported of (parts.get(3) ?? []).map(String))
      if (!files.has(imported)) await keep(field(ASK.fileByName, imported));
    files.set(name, file);
  };
  for (const name of names) await keep(field(ASK.fileContainingSymbol, name));
  const system = (first.split('.').at(-1) ?? first).replace(/Service$/, '').toLowerCase() || 'service';
  return { system, descriptors: Buffer.concat([...files.values()].map((file) => field(1, file))) };
}

/** Encodes a length-delimited field of a message. */
function field(number: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return Buffer.from([...bytes, value]);
}

/** Decodes the length-delimited fields of a message, by number. Others are skipped. */
function fieldsOf(message: Buffer): Map<number, Buffer[]> {
  const fields = new Map<number, Buffer[]>();
  let at = 0;
  const read = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = read();
    const type = tag % 8;
    if (type === 0) read();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else {
      const length = read();
      const number = Math.floor(tag / 8);
      fields.set(number, [...(fields.get(number) ?? []), message.subarray(at, at + length)]);
      at += length;
    }
  }
  return fields;
}

/** Makes a gRPC call with one request, and returns the first reply: reflection needs nothing more. */
function call(target: string, isTls: boolean, path: string, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const session = connect(`${isTls ? 'https' : 'http'}://${target}`);
    const end = (done: () => void) => {
      clearTimeout(timer);
      session.destroy();
      done();
    };
    const fail = (why: string) => end(() => reject(new Error(why)));
    const timer = setTimeout(() => fail(`no answer within ${TIME_MS / 1_000} s`), TIME_MS);
    session.once('error', (error) => fail(error.message));
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    let got = Buffer.alloc(0);
    let why = 'it ended without an answer';
    const see = (headers: Record<string, unknown>) => {
      const status = headers['grpc-status'];
      if (status !== undefined && status !== '0') why = `${headers['grpc-message'] ?? `status ${status}`}`;
    };
    stream.on('response', see);
    stream.on('trailers', see);
    stream.on('data', (chunk: Buffer) => {
      got = Buffer.concat([got, chunk]);
      if (got.length < 5) return;
      const length = got.readUInt32BE(1);
      if (got.length >= 5 + length) end(() => resolve(got.subarray(5, 5 + length)));
    });
    stream.on('error', (error) => fail(error.message));
    stream.on('end', () => fail(why));
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([head, message]));
  });
}
