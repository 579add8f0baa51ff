import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { missingHeader } from './asked-header';
import { httpOperations } from './http-operations';
import { sourceOf } from './init-source';
import { headerNotes, thereAlready, uselessOptions } from './last-lines';
import { projectFiles } from './project-files';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-asked-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const OPTIONS = { proto: [], protoPath: [], ci: 'none' };

function sourceFrom(document: object, operation: object = {}, options: object = {}) {
  const file = join(folder, 'api.json');
  const paths = { '/orders': { get: { responses: { 200: { description: '' } }, ...operation } } };
  writeFileSync(file, JSON.stringify({ ...document, paths }));
  const service = { ...httpOperations(file), document: 'api.json', proposed: 'shop' };
  return sourceOf('shop', service, { ...OPTIONS, ...options });
}

const scheme = (one: object) => ({
  security: [{ mine: [] }],
  components: { securitySchemes: { mine: one, other: { type: 'http', scheme: 'digest' } } },
});
const BEARER = scheme({ type: 'http', scheme: 'bearer' });
const TOKEN = { option: 'authorization=API_TOKEN', line: 'API_TOKEN="Bearer …"' };

it.each([
  ['a bearer token', BEARER, {}, TOKEN],
  ['a token of OAuth', scheme({ type: 'oauth2', flows: {} }), {}, TOKEN],
  [
    'a password',
    scheme({ type: 'http', scheme: 'Basic' }),
    {},
    { option: 'authorization=API_LOGIN', line: 'API_LOGIN="Basic <name:password in base64>"' },
  ],
  [
    'a key',
    scheme({ type: 'apiKey', in: 'header', name: 'X_Api-Key' }),
    {},
    { option: 'X_Api-Key=API_KEY', line: 'API_KEY="…"' },
  ],
  [
    'a key in a header with a dot',
    scheme({ type: 'apiKey', in: 'header', name: 'X.Api.Key' }),
    {},
    { option: 'X.Api.Key=API_KEY' },
  ],
  [
    'a key in a header with every sign',
    scheme({ type: 'apiKey', in: 'header', name: "!#$%&'*+-.^_`|~" }),
    {},
    { option: "!#$%&'*+-.^_`|~=API_KEY" },
  ],
  [
    'a password of version 2',
    { swagger: '2.0', security: [{ mine: [] }], securityDefinitions: { mine: { type: 'basic' } } },
    {},
    { option: 'authorization=API_LOGIN' },
  ],
  ['a key in a cookie', scheme({ type: 'apiKey', in: 'cookie', name: 'session' }), {}, undefined],
  ['an operation with its own scheme', BEARER, { security: [{ other: [] }] }, undefined],
  ['an open operation', BEARER, { security: [] }, undefined],
  ['an optional token', BEARER, { security: [{ mine: [] }, {}] }, undefined],
  ['a scheme that nothing asks for', { ...BEARER, security: undefined }, {}, undefined],
  [
    'a required header',
    {},
    { parameters: [{ in: 'header', name: 'Authorization', required: true, schema: { type: 'string' } }] },
    TOKEN,
  ],
])('the header that a document asks for: %s', (_, document, operation, asked) => {
  const source = sourceFrom(document, operation);
  const found = missingHeader(source);
  if (asked) {
    expect(found).toMatchObject(asked);
    // What is to be written is accepted, and then nothing is missing.
    expect(missingHeader(sourceFrom(document, operation, { header: found?.option }))).toBeUndefined();
  } else expect(found).toBeUndefined();
});

it('a suite without the header is noted, with what to write', () => {
  expect(headerNotes(sourceFrom(BEARER))).toEqual([
    '  ! api.json asks for a bearer token, and the suite sends none: remove src/suites/shop.ts, src/systems/shop and thresholds/shop.json, write API_TOKEN="Bearer …" into .env, and repeat this command with --header authorization=API_TOKEN, or with --sign-in and the call that gives a token',
  ]);
  expect(headerNotes(sourceFrom(scheme({ type: 'http', scheme: 'basic' })))[0]).not.toContain('--sign-in');
  expect(headerNotes(sourceFrom({}))).toEqual([]);
});

it('what is to be written is quoted for the shell, and says so when the document has no name of a header', () => {
  const noteFor = (name: string) =>
    headerNotes(sourceFrom(scheme({ type: 'apiKey', in: 'header', name })))[0];
  expect(noteFor("X'Key")).toMatch(/with --header 'X'\\''Key=API_KEY'$/);
  expect(noteFor('X Key\n')).toContain('a key in the header "X Key\\n", which no header can be called');
  expect(noteFor('X Key\n')).toMatch(/with --header '<its real name>=API_KEY'$/);
  for (const header of ['X Key=API_KEY', 'X-Key', '=API_KEY', 'X-Key=key'])
    expect(() => sourceFrom({}, {}, { header })).toThrow('such as x-api-key=API_KEY [option-value]');
});

it('a suite that stays takes no header: its variable is not added, and the option is named', () => {
  const options = { ...OPTIONS, header: 'x-api-key=API_KEY' };
  const source = sourceFrom({}, {}, options);
  const added = (stays: boolean) =>
    projectFiles(source, '', stays)
      .find(({ path }) => path === '.env.example')
      ?.add?.('# mine\n');
  expect(added(false)).toBe('# mine\nAPI_KEY=\n');
  expect(added(true)).toBe('# mine\n');
  expect(thereAlready(source, uselessOptions(options))).toMatch(
    /^suite shop is there and stays as it is, without a run, so --header had no effect: npx loadline init shop/,
  );
  expect(thereAlready(source, uselessOptions(OPTIONS))).toContain(', without a run: npx loadline');
});

it('a suite that has an address keeps it, and no other host is allowed', () => {
  const source = sourceFrom({}, {}, { target: 'other.example:80' });
  const file = projectFiles(source).find(({ path }) => path === 'plans/environments/local.yml');
  const kept = 'allow: ["127.0.0.1"]\nsuites:\n  shop: { address: "127.0.0.1:8000" }\n';
  expect(file?.add?.(kept)).toBe(kept);
  expect(file?.add?.(kept.replace('shop', 'till'))).toMatch(/other\.example[\s\S]*shop:/);
});
