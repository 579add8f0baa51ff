import { GRPC_STATUS } from '../../core/names';
import { thereIsNo } from '../../core/text/nearest';
import type { Problem } from '../../core/text/problem';
import type { StreamOptions } from '../grpc/stream';
import type { AsyncOptions, CallOptions } from '../grpc/unary';
import type { HttpCallOptions } from '../http/call-options';
import type { Expectation } from '../http/expect';
import type { WebSocketOptions } from '../http/web-socket';
import type { DeclaredAs, DeclaredOptions } from '../measure/calls';
import { declarationProblem, unknownKeys } from './unknown-keys';
import { valueProblems } from './value-problems';

const HTTP: Record<keyof HttpCallOptions<never, unknown>, true> = {
  method: true,
  route: true,
  name: true,
  body: true,
  reply: true,
  take: true,
  headers: true,
  expect: true,
  redirects: true,
  deadline: true,
  endsJourney: true,
  unmeasured: true,
};

const UNARY: Record<keyof CallOptions, true> = {
  expect: true,
  discardReply: true,
  endsJourney: true,
  deadline: true,
};

const SENT: Record<keyof AsyncOptions, true> = { deadline: true };

const STREAM: Record<keyof StreamOptions, true> = { deadline: true, endsAfter: true, lasts: true };

const SOCKET: Record<keyof WebSocketOptions, true> = {
  route: true,
  name: true,
  headers: true,
  deadline: true,
  endsAfter: true,
  lasts: true,
};

const EXPECT: Record<keyof Expectation, true> = {
  status: true,
  headers: true,
  json: true,
  text: true,
  message: true,
  within: true,
};

const OPTIONS: Record<DeclaredAs, object> = {
  http: HTTP,
  unary: UNARY,
  sent: SENT,
  stream: STREAM,
  socket: SOCKET,
};

const HTTP_CHECK =
  'is given to each call and not declared: write it there, as in (iteration, { check: (reply) => … })';
const GRPC_CHECK =
  'is given to each call and not declared: write it there, as in (iteration, request, (reply) => …)';

/**
 * Options that calls do not have. A build checks no types: such an option would be ignored, and a reply that it was to refuse
 * would pass.
 */
export function optionProblems(declared: readonly DeclaredOptions[]): Problem[] {
  return declared.flatMap((one) => [...unknownOptions(one), ...expectProblems(one), ...valueProblems(one)]);
}

function unknownOptions({ call, as, options }: DeclaredOptions): Problem[] {
  const check = as === 'http' ? HTTP_CHECK : GRPC_CHECK;
  return [
    ...('check' in options ? [declarationProblem(`call "${call}": check`, check)] : []),
    ...unknownKeys(`call "${call}"`, 'option', options, { ...OPTIONS[as], check: true }, ['check']),
  ];
}

function expectProblems({ call, as, options }: DeclaredOptions): Problem[] {
  const { expect } = options as { readonly expect?: unknown };
  if (expect === undefined || !('expect' in OPTIONS[as])) return [];
  const where = `call "${call}": expect`;
  if (as === 'http') {
    if (typeof expect !== 'object' || expect === null || Array.isArray(expect))
      return [
        declarationProblem(
          where,
          'is no object: write what a reply must be, such as expect: { status: 201 }',
        ),
      ];
    return unknownKeys(where, 'key', expect, EXPECT);
  }
  if (!Array.isArray(expect))
    return [
      declarationProblem(
        where,
        "is no list of statuses: write one for a gRPC call, such as expect: ['OK', 'NOT_FOUND'], and look at the message in a check, as in (iteration, request, (reply) => …)",
      ),
    ];
  const statuses: readonly string[] = GRPC_STATUS;
  return expect
    .filter((status) => !statuses.includes(status))
    .map((status) => declarationProblem(where, thereIsNo('gRPC status', String(status), statuses)));
}
