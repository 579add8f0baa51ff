import { status } from '@grpc/grpc-js';

/** Name of a gRPC status, e.g. `NOT_FOUND`. */
export type StatusName = keyof typeof status;

/** Every gRPC status name, by code. */
export const STATUS_NAMES = Object.keys(status).filter((key) => Number.isNaN(Number(key))) as StatusName[];

/** Thrown to answer a call with a status other than OK. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  /** The gRPC status code. */
  readonly code: number;

  constructor(
    readonly statusName: StatusName,
    readonly details: string,
  ) {
    super(`${statusName}: ${details}`);
    this.code = status[statusName];
  }
}

/** The status that a client gets for an error: an RpcError's own, INTERNAL for any other error. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  return new RpcError('INTERNAL', error instanceof Error ? error.message : String(error));
}
