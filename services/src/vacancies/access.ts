import type { Metadata } from '@grpc/grpc-js';
import { RpcError } from '../grpc/rpc-error';
import { TokenError, type Tokens } from './tokens';

/**
 * Determines the caller.
 * @returns the id of the account; undefined when calls need no token
 * @throws {RpcError} UNAUTHENTICATED, with the reason
 */
export type Access = (metadata: Metadata) => Promise<string | undefined>;

/** Accepts every call and ignores its metadata, as the original does. */
export const openAccess: Access = async () => undefined;

/** Accepts only calls with metadata `authorization: Bearer <access token>`. */
export function tokenAccess(tokens: Tokens): Access {
  return async (metadata) => {
    const [header] = metadata.get('authorization');
    if (header === undefined) {
      throw new RpcError('UNAUTHENTICATED', 'metadata "authorization: Bearer <access token>" is missing');
    }
    const [, token] = /^Bearer (\S+)$/i.exec(header.toString()) ?? [];
    if (token === undefined) {
      throw new RpcError('UNAUTHENTICATED', 'metadata "authorization" is malformed: Bearer <access token>');
    }
    return tokens.verifyAccess(token).catch((error: unknown) => {
      if (error instanceof TokenError) throw new RpcError('UNAUTHENTICATED', error.message);
      throw error;
    });
  };
}
