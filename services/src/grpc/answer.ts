import type {
  handleServerStreamingCall,
  handleUnaryCall,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import { toRpcError } from './rpc-error';

/**
 * Makes a grpc-js handler from an async function.
 * @param work returns the reply, or throws an RpcError; any other error is answered with INTERNAL
 */
export function answerUnary<Request, Reply>(
  work: (call: ServerUnaryCall<Request, Reply>) => Promise<Reply>,
): handleUnaryCall<Request, Reply> {
  return (call, callback) => {
    work(call).then(
      (reply) => callback(null, reply),
      (error: unknown) => callback(toRpcError(error)),
    );
  };
}

/**
 * Makes a grpc-js handler from an async function that returns the messages of a stream. Messages are encoded no faster than
 * the client reads them, and no more after it has cancelled.
 * @param work returns the messages, or throws an RpcError; any other error is answered with INTERNAL
 */
export function answerStream<Request, Message>(
  work: (call: ServerWritableStream<Request, Message>) => Promise<Iterable<Message> | AsyncIterable<Message>>,
): handleServerStreamingCall<Request, Message> {
  return (call) => {
    work(call)
      .then((messages) => writeAll(call, messages))
      // grpc-js turns this event into the status of the stream; destroy() would send none.
      .catch((error: unknown) => call.emit('error', toRpcError(error)));
  };
}

async function writeAll<Request, Message>(
  call: ServerWritableStream<Request, Message>,
  messages: Iterable<Message> | AsyncIterable<Message>,
): Promise<void> {
  for await (const message of messages) {
    if (call.cancelled || call.destroyed) return;
    if (!call.write(message)) await drainedOrClosed(call);
  }
  call.end();
}

/** Waits until the call can take more messages or is closed: a cancelled call closes and never drains. */
function drainedOrClosed<Request, Message>(call: ServerWritableStream<Request, Message>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      call.off('close', done);
      resolve();
    };
    call.on('drain', done);
    call.on('close', done);
  });
}
