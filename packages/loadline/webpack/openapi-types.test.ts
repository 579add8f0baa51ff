import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OpenApiTypes } from './openapi-types.js';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'loadline-openapi-'));
});
afterEach(() => rmSync(project, { recursive: true }));

/** Writes the types of a document. @returns their text */
async function typesOf(document: object): Promise<string> {
  writeFileSync(join(project, 'open.json'), JSON.stringify(document));
  await new OpenApiTypes({ project, generated: 'gen', openapi: { shop: 'open.json' } }).write();
  return readFileSync(join(project, 'gen/openapi/shop.d.ts'), 'utf8');
}

const text = { type: 'string' };
const json = (schema: object) => ({ content: { 'application/json': { schema } } });
const one = { $ref: '#/components/schemas/Order' };

const DOCUMENT = {
  openapi: '3.1.0',
  components: {
    schemas: {
      Order: {
        type: 'object',
        required: ['id', 'kind'],
        properties: {
          id: { type: 'integer' },
          kind: { enum: ['big', 'small', 3] },
          note: { anyOf: [text, { type: 'null' }] },
          parts: { type: 'array', items: one },
          'in-stock': { type: 'boolean', nullable: true },
        },
      },
      Signed: { allOf: [one, { type: 'object', required: ['by'], properties: { by: text } }] },
      Labels: { type: 'object', additionalProperties: { type: 'number' } },
    },
    parameters: { page: { name: 'page', in: 'query', schema: { type: 'integer' } } },
    requestBodies: { order: json(one) },
  },
  paths: {
    '/orders/{id}': {
      parameters: [{ name: 'id', in: 'path', required: true, schema: text }],
      get: { parameters: [{ $ref: '#/components/parameters/page' }], responses: { 200: json(one) } },
      put: { requestBody: { $ref: '#/components/requestBodies/order' }, responses: { 204: {} } },
      delete: { responses: { 200: { content: { 'text/plain': { schema: text } } }, default: json(one) } },
    },
  },
};

it('schemas and calls have types: required and optional fields, enums, unions, nulls, lists, references', async () => {
  const made = await typesOf(DOCUMENT);
  expect(made).toContain('"kind": ("big" | "small" | 3)');
  expect(made).toContain('"note"?: (string | null)');
  expect(made).toContain('"in-stock"?: (boolean | null)');
  expect(made).toContain('"Labels": { [key: string]: number };');
  expect(made).toContain(
    [
      '  "GET /orders/{id}": {',
      '    params: { "id": string };',
      '    query: { "page"?: number };',
      '    body: undefined;',
      '    reply: Schemas["Order"];',
    ].join('\n'),
  );
  expect(made).toMatch(/"PUT .*\n.*\n.*\n {4}body: Schemas\["Order"\];\n {4}reply: null;/);
  expect(made).toMatch(/"DELETE .*\n.*\n.*\n {4}body: undefined;\n {4}reply: string;/);
});

it('what does not fit the document does not compile', async () => {
  await typesOf(DOCUMENT);
  const use = join(project, 'use.ts');
  writeFileSync(
    use,
    `import type { Calls, Schemas } from './gen/openapi/shop';
export const body: Calls['PUT /orders/{id}']['body'] = { id: 1, kind: 'big', note: null, parts: [] };
export const signed: Schemas['Signed'] = { id: 1, kind: 3, by: 'me', parts: [{ id: 2, kind: 'small' }] };
export const noKind: Schemas['Order'] = { id: 1 };
export const wrongKind: Schemas['Order'] = { id: 1, kind: 'huge' };
export const noCall: Calls['GET /orders'] = body;
`,
  );
  const program = ts.createProgram([use], { strict: true, noEmit: true, types: [] });
  const wrong = ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    return `${line + 1} ${ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 60)}`;
  });
  expect(wrong).toEqual([
    expect.stringMatching(/^4 Property '"?kind"?' is missing/),
    expect.stringMatching(/^5 Type '"huge"' is not assignable/),
    expect.stringMatching(/^6 Property 'GET \/orders' does not exist/),
  ]);
});

it('OpenAPI 2 has types too, and what cannot be followed is unknown', async () => {
  const made = await typesOf({
    swagger: '2.0',
    definitions: { Thing: { properties: { far: { $ref: 'https://example.com/other.yaml#/Far' } } } },
    paths: {
      '/things': {
        post: {
          parameters: [{ name: 'thing', in: 'body', schema: { $ref: '#/definitions/Thing' } }],
          responses: { 201: { schema: { type: 'array', items: { $ref: '#/definitions/Thing' } } } },
        },
        put: { parameters: [{ name: 'a', in: 'formData', type: 'integer', required: true }], responses: {} },
      },
    },
  });
  expect(made).toContain('"Thing": { "far"?: unknown };');
  expect(made).toContain('    body: Schemas["Thing"];\n    reply: Schemas["Thing"][];');
  expect(made).toContain('    body: { "a": number };\n    reply: unknown;');
});

it('a document that is not there is named, and types of one that is not named any more are removed', async () => {
  await typesOf(DOCUMENT);
  await new OpenApiTypes({ project, generated: 'gen', openapi: {} }).write();
  expect(readdirSync(join(project, 'gen/openapi'))).toEqual([]);
  const gone = new OpenApiTypes({ project, generated: 'gen', openapi: { shop: 'gone.yaml' } });
  await expect(gone.write()).rejects.toThrow(
    /^gone\.yaml, which openapi of bundles\(\) names, cannot be read/,
  );
});
