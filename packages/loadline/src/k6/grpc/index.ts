/** `loadline/grpc`: calls of gRPC services. */
export { GRPC_STATUS, type GrpcStatus } from '../../core/names';
export { grpcHealth } from './health';
export type { GrpcMethod, GrpcMethodKind, PackedMessage, ReplyOf, RequestOf } from './messages';
export { GrpcServer, type GrpcTarget, type GrpcTls } from './server';
