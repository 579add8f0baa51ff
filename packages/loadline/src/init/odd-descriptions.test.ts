import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiFile } from './api-code';
import { asNamedTogether } from './grpc-operations';
import { readHar } from './har';
import { httpOperations } from './http-operations';
import { readService, sourceOf } from './init-source';
import { choose, type Operation, verbOf, withOwnNames } from './operation';
import { journeysFile } from './suite-code';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-odd-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function put(path: string, content: object | string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const OK = { responses: { 200: { description: '' } } };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const REST = { host: '127.0.0.1', port: 8_000, isTls: false, basePath: '', headers: [], name: 'shop' };

/** Writes the suite of a document. @returns its calls and its journeys, after a check of their syntax */
function suiteOf(document: object | string, path = 'open.json') {
  const { operations, basePath } = httpOperations(put(path, document));
  return codeOf({ ...REST, basePath, document: 'open.json', ...choose(operations) });
}

function codeOf(source: Parameters<typeof apiFile>[0]) {
  const [api, journeys] = [apiFile(source), journeysFile(source)];
  for (const text of [api, journeys]) {
    const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true });
    expect(diagnostics.map(({ messageText }) => messageText)).toEqual([]);
  }
  return { api, journeys };
}

describe('an OpenAPI document', () => {
  it('may consist of several files, which refer to each other in a circle', () => {
    put('several/paths.yaml', {
      pets: {
        post: {
          requestBody: json({ $ref: 'pet.yaml#/Pet' }),
          responses: { 201: json({ $ref: 'pet.yaml#/Pet' }) },
        },
      },
      pet: { parameters: [{ $ref: 'pet.yaml#/Id' }], get: OK },
    });
    put('several/pet.yaml', {
      Pet: {
        type: 'object',
        required: ['name'],
        properties: {
          id: { type: 'string' },
          name: { type: 'string' },
          young: { $ref: '#/Pet' },
          at: { $ref: 'paths.yaml#/pet' },
        },
      },
      Id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
    });
    const paths = { '/pets': { $ref: './paths.yaml#/pets' }, '/pets/{id}': { $ref: 'paths.yaml#/pet' } };
    const { journeys } = suiteOf({ openapi: '3.0.3', paths }, 'several/open.json');
    expect(journeys).toContain(
      'const id = createPet(iteration, { body: { name: iteration.marked() } })?.id ??',
    );
    expect(journeys).toContain('getPet(iteration, { params: { id: id } });');
  });

  it('that refers to a file that does not exist is refused, with the names of both', () => {
    const file = put('open.json', { openapi: '3.0.3', paths: { '/pets': { $ref: './gone.yaml#/pets' } } });
    expect(() => httpOperations(file)).toThrow(
      /cannot be read: \.\/gone\.yaml#\/pets, to which .*open\.json refers/,
    );
  });

  it('may have schemas that contain or inherit themselves', () => {
    const { journeys } = suiteOf({
      openapi: '3.1.0',
      paths: { '/nodes': { post: { requestBody: json({ $ref: '#/components/schemas/A' }), ...OK } } },
      components: {
        schemas: {
          A: {
            allOf: [{ $ref: '#/components/schemas/B' }],
            required: ['next', 'any'],
            properties: { next: { $ref: '#/components/schemas/A' }, any: { $ref: '#/components/schemas/C' } },
          },
          B: { allOf: [{ $ref: '#/components/schemas/A' }] },
          C: { anyOf: [{ $ref: '#/components/schemas/C' }] },
        },
      },
    });
    expect(journeys).toContain('next: {} as never');
  });

  it('gives values that fit: constants, formats, lengths and bounds; a list as body; examples of another type are not taken', () => {
    const properties = {
      kind: { const: 'fixed' },
      id: { type: 'string', format: 'uuid' },
      mail: { type: 'string', format: 'email' },
      long: { type: 'string', minLength: 12 },
      short: { type: 'string', maxLength: 4 },
      many: { type: 'integer', minimum: 5, example: '7' },
      few: { type: 'number', exclusiveMinimum: 9 },
    };
    const body = { type: 'array', items: { type: 'object', required: Object.keys(properties), properties } };
    const { journeys } = suiteOf({
      openapi: '3.1.0',
      paths: { '/many': { put: { requestBody: json(body), ...OK } } },
    });
    expect(journeys).toContain(
      `body: [{ kind: "fixed", id: "00000000-0000-4000-8000-000000000000", mail: "loadline@example.com", long: "loadlineload", short: "l", many: 5, few: 10 }]`,
    );
  });

  it('gives a value to a field whose name every object has', () => {
    const properties = { constructor: { type: 'string' }, valueOf: { type: 'integer' } };
    const body = { type: 'object', required: Object.keys(properties), properties, example: { other: 1 } };
    const { journeys } = suiteOf({
      openapi: '3.1.0',
      paths: { '/many': { put: { requestBody: json(body), ...OK } } },
    });
    expect(journeys).toContain("body: { constructor: 'loadline', valueOf: 1 }");
  });

  it('gives what a call requires: parts of the route that it does not declare, headers, and queries that are objects', () => {
    const parameters = [
      { name: 'X-Tenant', in: 'header', required: true, schema: { type: 'integer' } },
      { name: 'filter', in: 'query', required: true, schema: { type: 'object' } },
    ];
    const { journeys } = suiteOf({
      openapi: '3.0.0',
      paths: { '/things/{id}.json': { get: { parameters, ...OK } } },
    });
    expect(journeys).toContain(
      `{ params: { id: 'loadline' }, query: { filter: '{}' }, headers: { 'X-Tenant': String(1) } }`,
    );
  });

  it('may have names that are no names of TypeScript, or that k6 cannot select by, and only a redirect as reply', () => {
    const reply = json({ type: 'object', properties: { 'thing-id': { type: 'string' } } });
    const { api, journeys } = suiteOf({
      openapi: '3.0.0',
      servers: [
        { url: 'https://{where}.example.com/v`1/{tenant}', variables: { tenant: { default: 't1' } } },
      ],
      paths: {
        "/it's,one": { post: { responses: { 201: reply } } },
        "/it's,one/{thing-id}": { get: { responses: { 302: { description: '' } } } },
      },
    });
    expect(api).toContain("setting('TARGET_HOST')}/v\\`1/t1`");
    expect(api).toContain("name: 'POST /its-one', method: 'POST'");
    expect(api).toContain('expect: { status: 302 }');
    expect(journeys).toContain("calls: ['POST /its-one', 'GET /its-one/{thing-id}']");
    expect(journeys).toContain(")?.['thing-id'] ?? ''");
    expect(suiteOf({ openapi: '3.0.0', paths: { '/日本': { delete: OK } } }).api).toContain(
      'const deleteCall = ',
    );
  });
});

/** A unary method of a service. */
function method(path: string, id: string, system = 'shop'): Operation {
  const [fullName = '', call = ''] = path.split('/');
  const service = { system, file: `${system}/api`, name: fullName.split('.').at(-1) ?? '', fullName };
  const none = { request: [], reply: [], params: [], query: [] };
  return { call, id, verb: verbOf(call), resource: fullName, isStream: false, service, ...none };
}

describe('gRPC methods', () => {
  it('get names that TypeScript and the files of a suite leave free', () => {
    const names = ['delete', 'new', 'import', 'await', 'signIn', 'secret', 'id', 'shopService', 'delete'];
    const all = withOwnNames(names.map((id) => method(`shop.Env/${id}`, id)));
    expect(all.map(({ id }) => id)).toEqual([
      ...['deleteCall', 'newCall', 'importCall', 'awaitCall', 'signInCall', 'secretCall', 'idCall'],
      ...['shopServiceCall', 'deleteCall2'],
    ]);
    const { api } = codeOf({ ...REST, chain: [], others: all });
    expect(api).toContain("import type { Env as Env2 } from '../../gen/json/shop/api';");
  });

  it('are named as the suite names them that makes only these; equal services of two packages stay apart', () => {
    const [one, two] = [
      method('v1.Orders/Get', 'ordersGet', 'v1'),
      method('v2.Orders/Get', 'ordersGet2', 'v2'),
    ];
    expect(asNamedTogether([{ ...one, call: 'v1.Orders.Get' }]).map(({ call }) => call)).toEqual(['Get']);
    const both = asNamedTogether([one, two]);
    expect(both.map(({ call }) => call)).toEqual(['v1.Orders.Get', 'v2.Orders.Get']);
    const { api } = codeOf({ ...REST, chain: [], others: both });
    expect(api).toContain("const server2 = new GrpcServer('./v2.protoset', target);");
    expect(api).toContain("const orders2Service = server2.service<Orders2>('v2.Orders');");
    expect(api).toContain("export const ordersGet2 = orders2Service.unary('Get');");
  });
});

it('a sign-in that is the only call is refused', async () => {
  const text = { type: 'string' };
  const body = { type: 'object', required: ['user'], properties: { user: text } };
  const login = {
    requestBody: json(body),
    responses: { 200: json({ type: 'object', properties: { token: text } }) },
  };
  const openapi = put('open.json', { openapi: '3.0.0', paths: { '/login': { post: login } } });
  const options = { proto: [], protoPath: [], ci: 'none', openapi, signIn: 'POST /login' };
  const service = await readService(folder, options);
  expect(() => sourceOf('shop', service, options)).toThrow('--sign-in: "POST /login" is the only call');
});

describe('a recording of a browser', () => {
  const entry = (method: string, url: string, more: object = {}, status = 200) => ({
    request: { method, url, headers: [], ...more },
    response: { status },
  });
  const har = (entries: readonly object[]) => put('a.har', `\uFEFF${JSON.stringify({ log: { entries } })}`);

  it('leaves no secret in the files, whatever its name, its type and its place are', async () => {
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.e30.abc';
    const json = { user: 'u', pass: 'hush', pin: 1_234_567, deep: [{ password: 'hush' }], claim: jwt };
    const form = { mimeType: 'application/x-www-form-urlencoded', params: [{ name: 'pwd', value: 'hush' }] };
    const pages = har([
      entry('GET', 'https://shop.example/items?tag=a&tag=b&code=hush&sig=hush'),
      entry('POST', 'https://shop.example/login', { postData: { text: JSON.stringify(json) } }),
      entry('POST', 'https://shop.example/form', { postData: form }, 302),
      entry('GET', `https://shop.example/reset/${jwt}`, {}, 304),
    ]);
    const options = { proto: [], protoPath: [], ci: 'none', har: pages };
    const source = sourceOf('shop', await readService(folder, options), options);
    expect(source).toMatchObject({ host: 'shop.example', port: 443, isTls: true });
    const { api, journeys } = codeOf(source);
    expect(api + journeys).not.toMatch(/hush|1234567|eyJ|304/);
    expect(journeys).toContain("{ tag: ['a', 'b'], code: secret('CODE_SECRET'), sig: secret('SIG_SECRET') }");
    expect(journeys).toContain("pin: Number(secret('PIN_SECRET'))");
  });

  it('may contain entries that are no requests over HTTP; one without a request that can be repeated is refused', () => {
    const odd = [
      {},
      { request: {} },
      entry('GET', 'data:a'),
      entry('GET', 'no url'),
      entry('GET', 'ws://a/b', {}, 101),
    ];
    expect(() => readHar(har(odd), undefined)).toThrow('holds no request that can be repeated');
    const { pages } = readHar(har([...odd, entry('GET', "http://shop.example/a,b'c")]), undefined);
    const { api } = codeOf({ ...REST, chain: [], others: [], pages });
    expect(api).toContain("name: 'GET /a-bc', method: 'GET'");
  });
});
