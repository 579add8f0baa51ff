import { didYouMean } from '../core/text/nearest';
import { methodOf } from './grpc-operations';
import type { InitOptions, Service } from './init-source';
import type { Operation, Shape } from './operation';
import { objectOf, property, quoted } from './values';

/** A call that gives a token, as a suite makes it. */
export interface SignInSource {
  readonly operation: Operation;
  /** Fields of its request that come from the account: name in the request, and name in the account. */
  readonly fields: readonly { readonly name: string; readonly field: string }[];
  /** Where its reply has the token. */
  readonly token: readonly string[];
  /** Whether its reply says under `expires_in` how many seconds the token lives. */
  readonly expires?: string;
  /** Header with the token alone. Absent: `authorization: Bearer …`. */
  readonly header?: string;
}

/** Names of fields that hold a token, the best ones first. */
const TOKENS = [
  /^access_?token$/i,
  /^(id|auth|bearer|api)_?token$/i,
  /^token$/i,
  /^jwt$/i,
  /token$/i,
  /^session(_?id)?$/i,
];
const OF_ACCOUNTS = /user|login|e-?mail|account|identity|pass|pin$|secret|client_?id|phone|^name$|key/i;
const SIGNS_IN = /log-?_?in|sign-?_?in|authenticate|token|session/i;

/** The call that gives a token by its name, if there is one. */
export function proposedSignIn(operations: readonly Operation[]): Operation | undefined {
  return signInCalls(operations).find(
    ({ call, http }) => SIGNS_IN.test(call) && (!http || http.method === 'POST'),
  );
}

function signInCalls(operations: readonly Operation[]): Operation[] {
  return operations.filter(({ isStream, params }) => !isStream && params.length === 0);
}

/**
 * Reads how accounts sign in.
 * @param wrong called with each problem of an option
 * @returns undefined when no option names a call, or when there was a problem
 */
export function signInOf(
  { operations }: Service,
  options: Pick<InitOptions, 'signIn' | 'token' | 'tokenHeader'>,
  wrong: (where: string, message: string) => void,
): SignInSource | undefined {
  const { signIn, token, tokenHeader } = options;
  if (signIn === undefined) {
    for (const [name, value] of Object.entries({ '--token': token, '--token-header': tokenHeader }))
      if (value !== undefined) wrong(name, 'belongs to --sign-in: write that too, or leave it out');
    return undefined;
  }
  const calls = signInCalls(operations);
  const operation = calls.find(({ call }) => call === signIn);
  const names = calls.map(({ call }) => call);
  if (!operation) {
    wrong('--sign-in', `there is no call "${signIn}": ${didYouMean(signIn, names)}`);
    return undefined;
  }
  const { request, reply } = operation;
  const fields = accountFields(request);
  if (fields.length === 0)
    wrong('--sign-in', `the request of "${signIn}" has no text of an account, such as a name or a password`);
  const path = token?.split('.') ?? tokenIn(reply);
  if (!path)
    wrong(
      '--token',
      `is missing, as the reply of "${signIn}" has no field named like a token: write where it is, such as --token data.access_token`,
    );
  if (tokenHeader !== undefined && !/^[A-Za-z0-9-]+$/.test(tokenHeader))
    wrong('--token-header', `is "${tokenHeader}": write the name of a header, such as x-auth-token`);
  if (fields.length === 0 || !path) return undefined;
  const expires = reply.find(({ name, kind }) => kind === 'number' && /^expires_?in$/i.test(name))?.name;
  return {
    operation,
    fields,
    token: path,
    ...(expires !== undefined && { expires }),
    ...(tokenHeader !== undefined && { header: tokenHeader }),
  };
}

/** Required texts that are named like something of an account; in protos, which require nothing, all of them. */
function accountFields(request: readonly Shape[]): { name: string; field: string }[] {
  const texts = request.filter(({ name, kind }) => kind === 'text' && OF_ACCOUNTS.test(name));
  const required = texts.filter(({ isRequired }) => isRequired === true);
  return (required.length > 0 ? required : texts).map(({ name }) => ({ name, field: fieldOf(name) }));
}

/** A name in the form that fields of accounts have: small letters, digits and `_`. */
function fieldOf(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, '_');
}

/** Path of the field of a reply that is named like a token. */
export function tokenIn(reply: readonly Shape[]): string[] | undefined {
  for (const pattern of TOKENS) {
    const own = reply.find(({ name, kind }) => kind === 'text' && pattern.test(name));
    if (own) return [own.name];
    for (const { name, fields = [] } of reply) {
      const below = fields.find((field) => field.kind === 'text' && pattern.test(field.name));
      if (below) return [name, below.name];
    }
  }
  return undefined;
}

/** Code of `signIn` in the file of the calls. @param service constant of the service that has the call, over gRPC */
export function signInCode(source: SignInSource, service: string): string[] {
  const { operation, fields, header } = source;
  const { http, request, call } = operation;
  const given = Object.fromEntries(fields.map(({ name, field }) => [name, field]));
  const body = objectOf(request, given);
  const ask = http ? `{ body: ${body} }` : body;
  const account = `{ ${fields.map(({ field }) => field).join(', ')} }`;
  return [
    '',
    ...declared(source, service),
    '',
    `/** Signs in by ${call}. The accounts are in variables: ${variablesOf(source).join(', ')}; USER_2_… */`,
    'export const signIn = defineSignIn({',
    `  fields: [${fields.map(({ field }) => quoted(field)).join(', ')}],`,
    ...(header === undefined ? [] : [`  header: ${quoted(header.toLowerCase())},`]),
    `  async concurrently(caller, ${account}) {`,
    `    const answer = await signInConcurrently(caller, ${ask});`,
    `    return 'reply' in answer ? ${resultOf(source, 'answer.reply')} : { refused: answer };`,
    '  },',
    `  again(caller, ${account}) {`,
    `    const reply = signInAgain(caller, ${ask});`,
    `    return reply && ${resultOf(source, 'reply')};`,
    '  },',
    '});',
  ];
}

function declared(source: SignInSource, service: string): string[] {
  const { http, call } = source.operation;
  if (!http) {
    const method = quoted(methodOf({ call }));
    return [
      `const signInConcurrently = ${service}.unaryAsync(${method});`,
      `const signInAgain = ${service}.unary(${method});`,
    ];
  }
  const { method, route, body, status } = http;
  const expected = status === 200 ? '' : `, expect: { status: ${status} }`;
  const format = body === undefined ? '' : ` body: ${quoted(body)},`;
  const reply = typeAt(source.token, source.expires);
  const types = `<${body === undefined ? 'undefined' : 'object'}, ${reply}>`;
  return [
    `const SIGN_IN = { method: ${quoted(method)}, route: ${quoted(route)},${format} reply: 'json'${expected} } as const;`,
    `const signInConcurrently = server.callAsync${types}(SIGN_IN);`,
    `const signInAgain = server.call${types}(SIGN_IN);`,
  ];
}

function typeAt([first = '', ...rest]: readonly string[], expires?: string): string {
  const own = `${property(first)}${rest.length > 0 ? '?' : ''}: ${rest.length > 0 ? typeAt(rest) : 'string'}`;
  return `{ ${own}${expires === undefined ? '' : `; ${property(expires)}?: number`} }`;
}

function resultOf({ token, expires, operation }: SignInSource, reply: string): string {
  const access = token.map((name, at) => `${at > 0 ? '?' : ''}${member(name, at > 0)}`).join('');
  const isSure = operation.http !== undefined && token.length === 1;
  const life = expires === undefined ? '' : `, expiresInS: ${reply}${member(expires)}`;
  return `{ token: ${reply}${access}${isSure ? '' : " ?? ''"}${life} }`;
}

/** Code that reads a field. */
export function member(name: string, isOptional = false): string {
  return property(name) === name ? `.${name}` : `${isOptional ? '.' : ''}[${quoted(name)}]`;
}

/** Names of the variables with the first account. */
export function variablesOf({ fields }: SignInSource): string[] {
  return fields.map(({ field }) => `USER_1_${field.toUpperCase()}`);
}
