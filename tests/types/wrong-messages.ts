/**
 * Code that has to compile, and code that the compiler has to reject, for each kind of protobuf field and method, as in
 * wrong-calls.ts.
 */

import type { Iteration } from 'loadline';
import { GrpcServer, type PackedMessage, type ReplyOf, type RequestOf } from 'loadline/grpc';
import type { Kinds } from '../../src/gen/fixtures/kinds/kinds';

const server = new GrpcServer('./kinds.protoset', () => ({ address: '127.0.0.1:1', tls: false }));
const kinds = server.service<Kinds>('kinds.Kinds');

const echo = kinds.unary('Echo');
const forget = kinds.unary('Forget');

/** Whether two types are the same. `any` equals only itself. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Fails to compile unless the type argument is `true`. */
function holds<_Truth extends true>(): void {}

/** Methods: each kind is called by its own function. */
export const methods = [
  kinds.unary('Echo'),
  kinds.unaryAsync('Echo'),
  kinds.stream('Watch'),
  // @ts-expect-error answers with a stream
  () => kinds.unary('Watch'),
  // @ts-expect-error answers with a stream
  () => kinds.unaryAsync('Watch'),
  // @ts-expect-error takes a stream
  () => kinds.unary('Collect'),
  // @ts-expect-error takes a stream
  () => kinds.stream('Collect'),
  // @ts-expect-error takes a stream and answers with one
  () => kinds.unary('Chat'),
  // @ts-expect-error takes a stream and answers with one
  () => kinds.stream('Chat'),
  // @ts-expect-error answers with one reply
  () => kinds.stream('Echo'),
  // @ts-expect-error no such method
  () => kinds.unary('Ecko'),
  // A method has the name in the proto.
  kinds.unary('echoLower'),
  // @ts-expect-error the proto writes it with a capital
  () => kinds.unary('echo'),
  // @ts-expect-error the proto writes it without a capital
  () => kinds.unary('EchoLower'),
];

/** Fields of a request. */
export function requests(iteration: Iteration): void {
  echo(iteration, {});
  forget(iteration, {});
  // @ts-expect-error Empty has no field
  forget(iteration, { text: 't' });
  // @ts-expect-error no such field
  echo(iteration, { texts: 't' });
  // @ts-expect-error names are in lowerCamelCase
  echo(iteration, { maybe_text: 't' });
  // @ts-expect-error no such field of a message in a message
  echo(iteration, { parts: [{ name: 'p', height: 1 }] });
  // @ts-expect-error a field of another type
  echo(iteration, { nested: { text: 1 } });
  // @ts-expect-error one message is no list
  echo(iteration, { parts: { name: 'p' } });

  echo(iteration, { data: 'AQID', wrappedData: 'AQID' });
  // @ts-expect-error bytes are base64 text
  echo(iteration, { data: new Uint8Array([1, 2, 3]) });

  echo(iteration, { big: '-9223372036854775808', bigUnsigned: '18446744073709551615', wrappedBig: '1' });
  // @ts-expect-error a 64-bit integer is text: JavaScript would round a number
  echo(iteration, { big: 1 });
  // @ts-expect-error a 64-bit integer in a list is text
  echo(iteration, { numbers: [1] });
  // @ts-expect-error a 64-bit integer in a map is text
  echo(iteration, { counts: { one: 1 } });
  // @ts-expect-error a wrapped 64-bit integer is text, not an object
  echo(iteration, { wrappedBig: { value: '1' } });
  // @ts-expect-error a 32-bit integer is a number
  echo(iteration, { small: '1' });
  echo(iteration, { ratio: 'NaN' });
  // @ts-expect-error of texts, only NaN and Infinity are numbers
  echo(iteration, { ratio: '1' });

  echo(iteration, { colour: 'RED', maybeColour: 'NONE' });
  // @ts-expect-error no such value of the enum
  echo(iteration, { colour: 'BLUE' });
  // @ts-expect-error an enum is sent by name
  echo(iteration, { colour: 1 });

  echo(iteration, { at: '2026-01-02T03:04:05Z', lasts: '1.5s', mask: 'text,part.name', nothing: {} });
  // @ts-expect-error a time is text
  echo(iteration, { at: new Date() });
  // @ts-expect-error a duration is text
  echo(iteration, { lasts: { seconds: '1', nanos: 0 } });
  // @ts-expect-error a field mask is text
  echo(iteration, { mask: { paths: ['text'] } });

  echo(iteration, { any: { '@type': 'type.googleapis.com/kinds.Parcel', weight: '1' } });
  // @ts-expect-error a packed message needs its @type
  echo(iteration, { any: { name: 'p' } });
  echo(iteration, { loose: { a: [1, 'b', null, { c: true }] }, value: [null] });
  // @ts-expect-error undefined is not JSON
  echo(iteration, { loose: { a: undefined } });

  echo(iteration, { counts: { one: '1' }, partsById: { 7: { name: 'seven' } }, chosenText: 't' });
  // @ts-expect-error a message of another type in a map
  echo(iteration, { partsById: { 7: 'seven' } });
  // @ts-expect-error the members of a oneof are fields of the message itself
  echo(iteration, { choice: { chosenText: 't' } });
}

/** A request that is assigned before it is sent. */
export function draft(): RequestOf<Kinds, 'Echo'> {
  const request: RequestOf<Kinds, 'Echo'> = { text: 't' };
  request.part = { name: 'p' };
  // @ts-expect-error no such field
  request.party = {};
  return request;
}

/** Fields of a reply. k6 always writes most fields; a message may be null, and `optional` and `oneof` fields may be missing. */
export function replies(reply: ReplyOf<Kinds, 'Echo'>): void {
  holds<Same<typeof reply.text, string>>();
  holds<Same<typeof reply.small, number>>();
  holds<Same<typeof reply.flag, boolean>>();
  holds<Same<typeof reply.ratio, number | 'NaN' | 'Infinity' | '-Infinity'>>();
  holds<Same<typeof reply.big, string>>();
  holds<Same<typeof reply.data, string>>();
  holds<Same<typeof reply.colour, 'NONE' | 'RED'>>();
  holds<Same<typeof reply.maybeColour, 'NONE' | 'RED' | null | undefined>>();
  holds<Same<typeof reply.maybeText, string | null | undefined>>();
  holds<Same<typeof reply.numbers, string[]>>();
  holds<Same<(typeof reply.counts)[string], string>>();
  holds<Same<(typeof reply.parts)[number]['name'], string>>();
  holds<Same<(typeof reply.partsById)[number]['name'], string>>();
  holds<Same<typeof reply.at, string | null | undefined>>();
  holds<Same<typeof reply.lasts, string | null | undefined>>();
  holds<Same<typeof reply.mask, string | null | undefined>>();
  holds<Same<typeof reply.any, PackedMessage | null | undefined>>();
  holds<Same<typeof reply.wrappedText, string | null | undefined>>();
  holds<Same<typeof reply.wrappedBig, string | null | undefined>>();
  holds<Same<typeof reply.wrappedData, string | null | undefined>>();
  holds<Same<typeof reply.chosenText, string | undefined>>();
  reply.loose?.a;
  reply.nested?.nested?.parts[0]?.weight?.toFixed();
  reply.chosenPart?.name.length;
  // @ts-expect-error a message that was not sent is null
  reply.part.name;
  // @ts-expect-error an optional field may be missing
  reply.part?.weight.toFixed();
  // @ts-expect-error no such field
  reply.nested?.texts;
  // @ts-expect-error the type of a packed message is not known
  reply.any?.name.length;
}
