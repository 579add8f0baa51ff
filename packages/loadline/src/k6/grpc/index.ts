/** `loadline/grpc`: calls of gRPC services. */
export { GRPC_STATUS, type GrpcStatus } from '../../core/names';
export { GrpcServer, type GrpcTarget } from './server';
