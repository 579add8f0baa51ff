import { expect, it } from 'vitest';
import type { InitOptions, Service } from './init-source';
import type { Operation, Verb } from './operation';
import { type Ask, askForRest, askForService } from './questions';

const NONE: InitOptions = { proto: [], protoPath: [], ci: 'github' };

/** Answers questions by their beginning, and others with the proposed value. */
function answering(answers: Readonly<Record<string, string>>): { ask: Ask; asked: string[] } {
  const asked: string[] = [];
  const ask: Ask = async (question, proposed) => {
    const last = question.split('\n').at(-1) ?? '';
    asked.push(`${last} ${proposed}`);
    return Object.entries(answers).find(([start]) => last.startsWith(start))?.[1] ?? proposed;
  };
  return { ask, asked };
}

function operation(call: string, verb: Verb): Operation {
  const none = { request: [], reply: [], params: [], query: [], isStream: false };
  return { call, id: call, verb, resource: 'one', ...none };
}
const SERVICE: Service = {
  operations: [operation('Compact', 'other'), operation('Put', 'create'), operation('Range', 'read')],
  basePath: '',
  proposed: 'kv',
};

it('asks how the service is described only when no option says it', async () => {
  const { ask, asked } = answering({ 'Which folders': 'api, third_party' });
  expect(await askForService(ask, NONE)).toMatchObject({
    proto: ['api/**/*.proto'],
    protoPath: ['api', 'third_party'],
  });
  expect(asked).toHaveLength(3);
  const given = { ...NONE, openapi: 'a.yaml' };
  expect(await askForService(ask, given)).toBe(given);
  expect(asked).toHaveLength(3);
});

it('proposes calls, an address and thresholds that gate; answers replace them', async () => {
  const { ask, asked } = answering({});
  const proposed = await askForRest(ask, SERVICE, NONE);
  expect(asked[0]).toBe('Which of these calls, by number? 2,3');
  expect(proposed).toEqual({ ...NONE, target: '127.0.0.1:50051', tls: false });
  const answers = answering({
    'Which of these': '1',
    'Does it': 'yes',
    'How does it know': 'header',
    'What gates': 'none',
  });
  expect(await askForRest(answers.ask, SERVICE, { ...NONE, target: 'h:1' })).toEqual({
    ...NONE,
    methods: 'Compact',
    target: 'h:1',
    tls: true,
    header: 'x-api-key=API_KEY',
    ci: 'none',
  });
});

it('for a service with tokens, asks for the call and the field of the token, and proposes them if possible', async () => {
  const login: Operation = {
    ...operation('POST /login', 'create'),
    reply: [{ name: 'data', kind: 'object', fields: [{ name: 'accessToken', kind: 'text' }] }],
  };
  const service = { ...SERVICE, operations: [...SERVICE.operations, login] };
  const { ask, asked } = answering({ 'How does it know': 'call' });
  expect(await askForRest(ask, service, NONE)).toMatchObject({
    signIn: 'POST /login',
    token: 'data.accessToken',
  });
  expect(asked).toContain('Which call gives a token? POST /login');
  const given = answering({});
  await askForRest(given.ask, service, { ...NONE, signIn: 'POST /login' });
  expect(given.asked.join()).not.toContain('How does it know');
});

it('proposes the header that the document asks for', async () => {
  const asks = { what: 'a key', option: 'x-key=API_KEY', line: 'API_KEY="…"' };
  const http = { method: 'GET', route: '/a', status: 200, body: undefined, asks };
  const service = { ...SERVICE, operations: [{ ...operation('GET /a', 'read'), http }] };
  expect(await askForRest(answering({}).ask, service, NONE)).toMatchObject({ header: 'x-key=API_KEY' });
});
