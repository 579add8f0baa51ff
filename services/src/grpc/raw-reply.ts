import type { ServiceDefinition } from '@grpc/grpc-js';

/** Bytes that go out in place of an encoded message: what a sick server or a sick wire makes of it. */
export class RawReply {
  constructor(readonly bytes: Buffer) {}
}

/** A service whose handlers may answer with a {@link RawReply} in place of any message. */
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
