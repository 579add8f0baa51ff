import { expect, it } from 'vitest';
import type { Operation, Shape } from './operation';
import { signInCode, signInOf } from './sign-in';

const text = (name: string, isRequired?: boolean): Shape => ({
  name,
  kind: 'text',
  ...(isRequired !== undefined && { isRequired }),
});

const NONE = { verb: 'other', resource: '', isStream: false, params: [], query: [], reply: [] } as const;
const LOGIN: Operation = {
  ...NONE,
  call: 'POST /login',
  id: 'createLogin',
  request: [
    text('grant_type', false),
    text('userName', true),
    text('password', true),
    text('client_id', false),
  ],
  reply: [text('refresh_token'), text('access_token'), { name: 'expires_in', kind: 'number' }],
  http: { method: 'POST', route: '/login', status: 200, body: 'form' },
};
const AUTHENTICATE: Operation = {
  ...NONE,
  call: 'Authenticate',
  id: 'authenticate',
  request: [text('name'), text('password')],
  reply: [{ name: 'header', kind: 'object', fields: [] }, text('token')],
  service: { system: 'etcd', file: 'rpc.proto', name: 'Auth', fullName: 'pb.Auth' },
};
const SILENT: Operation = { ...LOGIN, call: 'POST /silent', reply: [] };

function read(options: Parameters<typeof signInOf>[1]) {
  const problems: string[] = [];
  const service = { operations: [LOGIN, AUTHENTICATE, SILENT], basePath: '', proposed: 'a' };
  const source = signInOf(service, options, (where, message) => problems.push(`${where}: ${message}`));
  return { source, problems };
}

it('account and token are found in request and reply of a call; expires_in is the life of the token', () => {
  const { source, problems } = read({ signIn: 'POST /login' });
  expect(problems).toEqual([]);
  const code = source ? signInCode(source, '').join('\n') : '';
  expect(code).toContain("fields: ['user_name', 'password'],");
  expect(code).toContain('{ body: { userName: user_name, password } }');
  expect(code).toContain('reply && { token: reply.access_token, expiresInS: reply.expires_in };');
});

it('the token of a gRPC service is sent in the given header', () => {
  const { source } = read({ signIn: 'Authenticate', tokenHeader: 'Token' });
  const code = source ? signInCode(source, 'authService').join('\n') : '';
  expect(code).toContain("const signInAgain = authService.unary('Authenticate');");
  expect(code).toContain("header: 'token',");
  expect(code).toContain("{ token: answer.reply.token ?? '' }");
});

it('a reply without described fields requires --token', () => {
  expect(read({ signIn: 'POST /silent' }).problems).toEqual([
    expect.stringContaining('--token: is missing, as the reply of "POST /silent" has no field named like'),
  ]);
  const { source } = read({ signIn: 'POST /silent', token: 'data.x-token' });
  expect(source && signInCode(source, '').join('\n')).toContain("token: reply.data?.['x-token'] ?? ''");
});

it.each([
  [{ signIn: 'POST /logn' }, /^--sign-in: there is no call "POST \/logn": did you mean "POST \/login"\?/],
  [{ token: 'a' }, /^--token: belongs to --sign-in/],
  [{ signIn: 'POST /login', tokenHeader: 'a b' }, /^--token-header: is "a b": write/],
])('%j is refused', (options, message) => {
  expect(read(options).problems).toEqual([expect.stringMatching(message)]);
});
