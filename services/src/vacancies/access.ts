import type { Metadata } from '@grpc/grpc-js';
import { RpcError } from '../grpc/rpc-error';
import { TokenError, type Tokens } from './tokens';

/**
 * Finds out who calls.
 * @returns the id of the account; undefined when calls need no token
 * @throws {RpcError} UNAUTHENTICATED, with the reason
 */
export type Access = (metadata: Metadata) => Promise<string | undefined>;

/** Every call is accepted and its metadata ignored, as by the original. */
export const openAccess: Access = async () => undefined;

/** Only calls with metadata `authorization: Bearer <access token>` are accepted. */
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
