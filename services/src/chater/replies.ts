import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { refusal, type ServiceContext } from '../http/service-app';

interface Encoder<Message> {
  encode(message: Message): { finish(): Uint8Array };
}

interface Decoder<Message> {
  decode(bytes: Uint8Array): Message;
}

/** A reply of the calls whose bodies are labelled `application/protobuf`. */
export function protobuf<Message>(
  c: ServiceContext,
  status: ContentfulStatusCode,
  codec: Encoder<Message>,
  message: Message,
): Response {
  return binary(c, status, codec.encode(message).finish(), 'application/protobuf');
}

/** A reply of the calls whose bodies are labelled gRPC; they have no frame all the same. */
export function grpcLabelled<Message>(
  c: ServiceContext,
  status: ContentfulStatusCode,
  codec: Encoder<Message>,
  message: Message,
): Response {
  return binary(c, status, codec.encode(message).finish(), 'application/grpc+proto');
}

function binary(
  c: ServiceContext,
  status: ContentfulStatusCode,
  content: Uint8Array,
  type: string,
): Response {
  return c.body(Buffer.from(content), status, { 'content-type': type });
}

/**
 * Reads a message.
 * @param refused what answers bytes that are not one
 * @throws {HTTPException} that answers with it
 */
export function decode<Message>(
  c: ServiceContext,
  codec: Decoder<Message>,
  refused: () => Response,
): Message {
  try {
    return codec.decode(c.get('body'));
  } catch {
    throw refusal(refused());
  }
}

/** @throws {HTTPException} as the gRPC-labelled calls refuse a request without a body */
export function requireBody(c: ServiceContext): void {
  if (c.get('body').length === 0) throw refusal(c.json({ success: false, error: 'Empty request body' }, 400));
}
