import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { refusal, type ServiceContext } from '../http/service-app';

interface Encoder<Message> {
  encode(message: Message): { finish(): Uint8Array };
}

interface Decoder<Message> {
  decode(bytes: Uint8Array): Message;
}

/** A reply with the content type `application/protobuf`. */
export function protobuf<Message>(
  c: ServiceContext,
  status: ContentfulStatusCode,
  codec: Encoder<Message>,
  message: Message,
): Response {
  return binary(c, status, codec.encode(message).finish(), 'application/protobuf');
}

/** A reply with a gRPC content type, but without a gRPC frame. */
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
 * Decodes the message in the body.
 * @param refused makes the reply to a body that is not such a message
 * @throws {HTTPException} with that reply
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

/**
 * Refuses a request without a body, in the way of the calls with a gRPC content type.
 * @throws {HTTPException} with that reply
 */
export function requireBody(c: ServiceContext): void {
  if (c.get('body').length === 0) throw refusal(c.json({ success: false, error: 'Empty request body' }, 400));
}
