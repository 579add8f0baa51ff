import type { ServiceDefinition } from '@grpc/grpc-js';

/** Bytes that are sent instead of an encoded message, as a faulty server or network would send them. */
export class RawReply {
  constructor(readonly bytes: Buffer) {}
}

/** A service definition whose handlers may answer with a {@link RawReply} instead of any message. */
export function withRawReplies<Definition extends ServiceDefinition>(definition: Definition): Definition {
  const entries = Object.entries(definition).map(([name, method]) => [
    name,
    {
      ...method,
      responseSerialize: (reply: unknown) =>
        reply instanceof RawReply ? reply.bytes : method.responseSerialize(reply),
    },
  ]);
  return Object.fromEntries(entries) as Definition;
}
