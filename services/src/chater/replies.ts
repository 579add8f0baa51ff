import { binary, type HttpReply, json, Refusal } from '../http/exchange';

interface Encoder<Message> {
  encode(message: Message): { finish(): Uint8Array };
}

interface Decoder<Message> {
  decode(bytes: Uint8Array): Message;
}

/** A reply of the calls whose bodies are labelled `application/protobuf`. */
export function protobuf<Message>(status: number, codec: Encoder<Message>, message: Message): HttpReply {
  return binary(status, codec.encode(message).finish(), 'application/protobuf');
}

/** A reply of the calls whose bodies are labelled gRPC; they have no frame all the same. */
export function grpcLabelled<Message>(status: number, codec: Encoder<Message>, message: Message): HttpReply {
  return binary(status, codec.encode(message).finish(), 'application/grpc+proto');
}

/**
 * Reads a message.
 * @throws {Refusal} with `refusal` when the bytes are not one
 */
export function decode<Message>(codec: Decoder<Message>, body: Buffer, refusal: HttpReply): Message {
  try {
    return codec.decode(body);
  } catch {
    throw new Refusal(refusal);
  }
}

/** @throws {Refusal} as the gRPC-labelled calls refuse a request without a body */
export function requireBody(body: Buffer): void {
  if (body.length === 0) throw new Refusal(json(400, { success: false, error: 'Empty request body' }));
}
