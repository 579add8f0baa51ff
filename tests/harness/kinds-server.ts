import {
  createFileRegistry,
  type DescMessage,
  fromBinary,
  type Message,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import {
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { buf } from '../../packages/loadline/webpack/buf.js';
import { project } from './project';

/** A service of `tests/fixtures/protos/kinds`. It decodes requests with a protobuf library other than k6's. */
export interface KindsServer {
  readonly port: number;
  /** Decoded requests of `Echo` and `Watch`: 64-bit integers, bytes and times have their own types. */
  readonly requests: { readonly method: string; readonly message: Message; readonly json: unknown }[];
  /** Texts that `echoLower` received. */
  readonly told: string[];
}

/** Starts such a service for one test. */
export async function kindsServer(): Promise<KindsServer> {
  const image = await buf(project(), ['build', 'tests/fixtures/protos', '-o', '-#format=binpb']);
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const service = registry.getService('kinds.Kinds');
  if (!service) throw new Error('the protos of the fixture have no service kinds.Kinds');
  const requests: { method: string; message: Message; json: unknown }[] = [];
  const told: string[] = [];
  const got = (method: string, message: Message) => {
    const json = toJson(registry.getMessage(message.$typeName) as DescMessage, message, { registry });
    if (method === 'echoLower') told.push((json as { text: string }).text);
    else requests.push({ method, message, json });
  };
  const server = new Server();
  const answered = service.methods.filter(({ methodKind }) =>
    ['unary', 'server_streaming'].includes(methodKind),
  );
  server.addService(
    Object.fromEntries(answered.map((method) => [method.name, definitionOf(method)])),
    Object.fromEntries(
      answered.map(({ name, methodKind }) => [
        name,
        methodKind === 'unary'
          ? ({ request }: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) => {
              got(name, request);
              done(null, request);
            }
          : (call: ServerWritableStream<Message, Message>) => {
              got(name, call.request);
              call.write(call.request);
              call.write(call.request);
              call.end();
            },
      ]),
    ),
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  onTestFinished(() => server.forceShutdown());
  return { port, requests, told };
}

/** Makes the definition of a method for grpc-js: its path, and the functions that encode and decode its messages. */
function definitionOf({
  name,
  methodKind,
  input,
  output,
}: {
  name: string;
  methodKind: string;
  input: DescMessage;
  output: DescMessage;
}): MethodDefinition<Message, Message> {
  return {
    path: `/kinds.Kinds/${name}`,
    requestStream: false,
    responseStream: methodKind === 'server_streaming',
    requestSerialize: (message) => Buffer.from(toBinary(input, message)),
    requestDeserialize: (bytes) => fromBinary(input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(output, message)),
    responseDeserialize: (bytes) => fromBinary(output, bytes),
  };
}

/** Values that the `kinds` suite of `tests/fixtures/package` sends, as bytes and numbers. */
export const SENT = {
  big: -(2n ** 63n),
  bigUnsigned: 2n ** 64n - 1n,
  data: Buffer.from([1, 2, 3]),
  colour: 1,
  maybeColour: 0,
  part: { name: 'p', weight: 0 },
  numbers: [9_007_199_254_740_993n],
  counts: { one: 1n },
  choice: { case: 'chosenPart', value: { name: 'chosen' } },
  at: { seconds: BigInt(Date.UTC(2026, 0, 2, 3, 4, 5)) / 1_000n, nanos: 6_000_000 },
  lasts: { seconds: 1n, nanos: 500_000_000 },
  any: { typeUrl: 'type.googleapis.com/kinds.Parcel' },
  mask: { paths: ['text', 'part.name'] },
  wrappedText: '',
  wrappedBig: 9_007_199_254_740_993n,
  wrappedData: Buffer.from([1, 2, 3]),
};

/** The same values as JSON. */
export const FULL = {
  text: 'ä',
  small: -5,
  flag: true,
  ratio: 'NaN',
  big: '-9223372036854775808',
  bigUnsigned: '18446744073709551615',
  data: 'AQID',
  colour: 'RED',
  maybeText: '',
  maybeColour: 'NONE',
  part: { name: 'p', weight: 0 },
  parts: [{ name: 'q' }],
  numbers: ['9007199254740993'],
  counts: { one: '1' },
  partsById: { 7: { name: 'seven' } },
  chosenPart: { name: 'chosen' },
  at: '2026-01-02T03:04:05.006Z',
  lasts: '1.500s',
  any: { '@type': 'type.googleapis.com/kinds.Parcel', weight: '9007199254740993', content: 'AQID' },
  loose: { a: [1, 'b', null, { c: true }] },
  mask: 'text,part.name',
  wrappedText: '',
  wrappedBig: '9007199254740993',
  wrappedData: 'AQID',
  nothing: {},
  value: ['v'],
};

/** The JSON that k6 makes of an empty message: `optional` fields and members of a `oneof` are absent. */
export const EMPTY = {
  text: '',
  small: 0,
  flag: false,
  ratio: 0,
  big: '0',
  bigUnsigned: '0',
  data: '',
  colour: 'NONE',
  part: null,
  parts: [],
  numbers: [],
  counts: {},
  partsById: {},
  at: null,
  lasts: null,
  any: null,
  loose: null,
  mask: null,
  wrappedText: null,
  wrappedBig: null,
  wrappedData: null,
  nothing: null,
  value: null,
  nested: null,
};
