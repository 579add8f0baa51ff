/** `loadline/http`: calls of HTTP services. */
export { hasReply } from '../../core/names';
export type { HttpAnswer } from './call';
export type { HttpArguments, HttpCallOptions } from './call-options';
export { statusCause, transportCause } from './causes';
export { digestSignIn } from './digest-sign-in';
export { bodyBytes } from './received';
export { type BodyFormat, type Decoder, type Encoder, encoded } from './request';
export { HttpServer } from './server';
export {
  type OnSocketMessage,
  type WebSocketArguments,
  type WebSocketOptions,
  webSocket,
} from './web-socket';
