import {
  ResponderBuilder,
  ServerInterceptingCall,
  type ServerInterceptor,
  ServerListenerBuilder,
  status,
} from '@grpc/grpc-js';
import type { CallCounter } from '../call-counter';

/**
 * Counts each call once: as the status that the service answers, or as CANCELLED when the client cancels, its deadline
 * passes or its connection breaks before that. It must be the first interceptor, next to the wire. A request that is not a
 * valid protobuf message is refused by grpc-js below all interceptors, and counts as CANCELLED too.
 */
export function countCalls(counter: CallCounter): ServerInterceptor {
  return (definition, call) => {
    const method = definition.path.slice(1);
    let ended = false;
    const end = (statusName: string) => {
      if (ended) return;
      ended = true;
      counter.ended(method, statusName);
    };
    counter.arrived(method);
    // grpc-js reports every end of a call as a cancellation, after the status if there was one.
    const listener = new ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        counter.traced(method, metadata.get('traceparent')[0]?.toString());
        next(metadata);
      })
      .withOnCancel(() => end('CANCELLED'))
      .build();
    const responder = new ResponderBuilder()
      .withStart((next) => next(listener))
      .withSendStatus((answered, next) => {
        end(status[answered.code] ?? String(answered.code));
        next(answered);
      })
      .build();
    return new ServerInterceptingCall(call, responder);
  };
}
