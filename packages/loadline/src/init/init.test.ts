import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { apiFile } from './api-code';
import { pathInRepository } from './ci-file';
import { readHar } from './har';
import { httpOperations } from './http-operations';
import { choose, type Operation, verbOf } from './operation';
import { projectFiles } from './project-files';
import { journeysFile } from './suite-code';
import { asModules, outsideNotes, writeProject } from './write-project';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadline-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it.each([
  ['CreateOrder', 'create'],
  ['Put', 'create'],
  ['GetOrder', 'read'],
  ['Range', 'read'],
  ['ListOrders', 'list'],
  ['SetName', 'update'],
  ['Settle', 'other'],
  ['deleteOrder', 'delete'],
])('the verb of %s is %s', (method, verb) => expect(verbOf(method)).toBe(verb));

const described = (document: object) => {
  writeFileSync(join(folder, 'api.json'), JSON.stringify(document));
  return httpOperations(join(folder, 'api.json'));
};

const source = (operations: readonly Operation[]) => ({
  name: 'shop',
  ...choose(operations),
  host: '127.0.0.1',
  port: 8_000,
  isTls: false,
  basePath: '',
  headers: [],
  ci: 'none' as const,
});

const SILENCES = {
  swagger: '2.0',
  basePath: '/api/v2/',
  paths: {
    '/silences': {
      get: { responses: { 200: { description: '' } } },
      post: {
        parameters: [
          { in: 'body', name: 'silence', required: true, schema: { $ref: '#/definitions/silence' } },
        ],
        responses: { 200: { schema: { type: 'object', properties: { silenceID: { type: 'string' } } } } },
      },
    },
    '/silence/{silenceID}': {
      parameters: [{ in: 'path', name: 'silenceID', type: 'string', required: true }],
      get: { responses: { 200: { description: '' } } },
      delete: {
        // The path has the same parameter.
        parameters: [{ in: 'path', name: 'silenceID', type: 'string', required: true }],
        responses: { 204: { description: '' } },
      },
    },
  },
  definitions: {
    silence: {
      type: 'object',
      required: ['matchers', 'endsAt', 'comment'],
      properties: {
        matchers: { type: 'array', items: { $ref: '#/definitions/matcher' } },
        endsAt: { type: 'string', format: 'date-time' },
        comment: { type: 'string' },
        createdBy: { type: 'string' },
      },
    },
    matcher: {
      type: 'object',
      required: ['name', 'isRegex'],
      properties: { name: { type: 'string' }, isRegex: { type: 'boolean' } },
    },
  },
};

it('a chain of calls finds its record by a field of the reply, in an OpenAPI 2 document', () => {
  const { operations, basePath } = described(SILENCES);
  expect(basePath).toBe('/api/v2');
  const { chain, others } = choose(operations);
  expect(chain.map(({ id }) => id)).toEqual(['createSilence', 'getSilence', 'deleteSilence']);
  expect(others.map(({ id }) => id)).toEqual(['listSilences']);
  const text = journeysFile(source(operations));
  expect(text).toContain(
    "const id = createSilence(iteration, { body: { matchers: [{ name: 'loadline', isRegex: false }],",
  );
  expect(text).toContain("comment: iteration.marked() } })?.silenceID ?? '';");
  expect(text).toContain('deleteSilence(iteration, { params: { silenceID: id } });');
  expect(text).not.toContain('createdBy');
});

it('a reply is read only when the key of the record comes from it', () => {
  const api = (properties: object) => {
    const created = { schema: { type: 'object', properties: { slug: { type: 'string' } } } };
    const schema = { type: 'object', required: Object.keys(properties), properties };
    const { operations } = described({
      swagger: '2.0',
      paths: {
        '/pages': {
          post: { parameters: [{ in: 'body', name: 'page', schema }], responses: { 201: created } },
        },
        '/pages/{slug}': {
          parameters: [{ in: 'path', name: 'slug', type: 'string', required: true }],
          get: { responses: { 200: {} } },
        },
      },
    });
    return apiFile(source(operations));
  };
  const text = { type: 'string' };
  expect(api({ title: text })).toContain("body: 'json', reply: 'json',");
  // The client itself chooses the key here.
  expect(api({ title: text, slug: text })).not.toContain('reply:');
});

it('a second suite is added to the files that name suites, and what they lack is reported', () => {
  const { operations } = described(SILENCES);
  const first = { ...source(operations), ci: 'github' as const };
  expect(writeProject(folder, projectFiles(first))).toContain('  + plans/registry.yml');
  const again = writeProject(folder, projectFiles(first));
  expect(again).toEqual([expect.stringMatching(/^ {2}= unchanged: webpack\.config\.js, .*load\.yml$/)]);
  const places = { protos: ['api'], protoPaths: [], systems: ['more'] };
  const headers = [{ name: 'x-api-key', variable: 'API_KEY' }];
  const second = { ...first, name: 'more', headers, places };
  expect(writeProject(folder, projectFiles(second))).toEqual([
    '  + src/systems/more/api.ts',
    '  + src/systems/more/journeys.ts',
    '  + src/suites/more.ts',
    '  + thresholds/more.json',
    '  ~ plans/registry.yml: tests more-smoke and more-load added',
    '  ~ plans/environments/local.yml: the address of suite more added',
    '  ~ .env.example: API_KEY added',
    '  = unchanged: tsconfig.json, plans/profiles/smoke.yml, plans/profiles/load.yml, .gitignore',
    "  ! webpack.config.js does not name the protos of the suite: add 'api' to protos or protoPaths",
    '  ! .github/workflows/load.yml does not run the suite: add npx loadline run more-load',
  ]);
});

it('in a repository with files of its own, secrets and reports stay out of git, and package.json keeps its indentation', () => {
  writeFileSync(join(folder, '.gitignore'), '/dist\n*.log');
  writeFileSync(join(folder, 'package.json'), '{\n\t"name": "shop"\n}\n');
  const lines = writeProject(folder, projectFiles(source(described(SILENCES).operations)));
  expect(lines).toContain('  ~ .gitignore: lines for files that stay out of git added');
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe(
    '/dist\n*.log\nnode_modules/\nreports/\nsrc/gen/\n.env\n',
  );
  asModules(folder);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(
    '{\n\t"name": "shop",\n\t"type": "module"\n}\n',
  );
});

it('a package that is installed from outside the project is reported, as CI does not have it', () => {
  const dependencies = {
    loadline: 'file:../ll/loadline-0.2.0.tgz',
    own: 'file:vendor/own.tgz',
    other: '^1.0.0',
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  expect(outsideNotes(folder)).toEqual([
    '  ! package.json takes loadline from ../ll/loadline-0.2.0.tgz, which CI does not have: mkdir -p vendor && cp ../ll/loadline-0.2.0.tgz vendor/loadline-0.2.0.tgz && npm install ./vendor/loadline-0.2.0.tgz, and commit it',
  ]);
});

it('without a chain each call is made once, and no record is removed', () => {
  const paths = {
    '/things': { get: { responses: {} } },
    '/things/{id}': { delete: { responses: {} } },
    '/status': { get: { responses: {} } },
  };
  const { operations } = described({ openapi: '3.0.0', servers: [{ url: 'https://h/base/' }], paths });
  expect(choose(operations)).toMatchObject({
    chain: [],
    others: [{ id: 'listThings' }, { id: 'listStatus' }],
  });
  expect(choose(operations, ['DELETE /things/{id}'])).toMatchObject({ others: [{ id: 'deleteThing' }] });
});

it('every journey has a bound on its failures, and all files together are short', () => {
  const { operations } = described(SILENCES);
  const files = projectFiles({ ...source(operations), ci: 'github' });
  const of = (path: string) => files.find((file) => file.path === path);
  const failed = { warn: '1%', fail: '5%' };
  expect(JSON.parse(of('thresholds/shop.json')?.text ?? '').journeys).toMatchObject({
    crud: { failed },
    listing: { failed },
  });
  expect(files.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0)).toBeLessThanOrEqual(120);
  const added = of('plans/registry.yml')?.add?.('# mine\ncurrent: a\ntests:\n  a: { suite: a }\n');
  expect(added).toMatch(/^# mine\ncurrent: a\ntests:\n {2}a: \{ suite: a \}\n {2}shop-smoke:/);
});

it.each(['github', 'gitlab'] as const)(
  'the file that gates on %s is at the root of the repository, and works in the folder of the project',
  (ci) => {
    const { operations } = described(SILENCES);
    const gate = (below: string) => projectFiles({ ...source(operations), ci }, below).at(-1);
    const root = gate('');
    const below = gate('tests/load');
    expect(below?.path).toBe(`../../${root?.path}`);
    const job = parse(below?.text ?? '').jobs?.load ?? parse(below?.text ?? '').load;
    if (ci === 'github') {
      expect(job.defaults).toEqual({ run: { 'working-directory': 'tests/load' } });
      expect(job.steps.at(-1).with.path).toBe('tests/load/reports/');
    } else {
      expect(job.script).toContain('cd tests/load');
      expect(job.artifacts).toMatchObject({
        paths: ['tests/load/reports/'],
        reports: { junit: 'tests/load/reports/load.xml' },
      });
    }
    expect(root?.text).not.toMatch(/cd |working-directory/);
    expect(below?.lacks?.('another: job')).toContain('add cd tests/load && npx loadline run shop-load');
  },
);

it('the repository of a project is the nearest folder above it that git knows', () => {
  const repository = join(folder, 'repository');
  const project = join(repository, 'tests/load');
  mkdirSync(project, { recursive: true });
  mkdirSync(join(repository, '.git'));
  expect(pathInRepository(project)).toBe('tests/load');
  expect(pathInRepository(repository)).toBe('');
  // A work tree of git has a file of this name.
  writeFileSync(join(project, '.git'), 'gitdir: elsewhere');
  expect(pathInRepository(project)).toBe('');
});

it('a recording becomes a journey for each page; secrets become variables, other hosts and images are left out', () => {
  const entry = (
    pageref: string,
    method: string,
    url: string,
    more: object = {},
    status = 200,
    mimeType = '',
  ) => ({
    pageref,
    request: { method, url, headers: [{ name: 'Cookie', value: 'session=hush' }], ...more },
    response: { status, content: { mimeType } },
  });
  const postData = { mimeType: 'application/json', text: '{"user":"me","password":"hush","tags":["a"]}' };
  const entries = [
    entry('p1', 'POST', 'https://shop.example/sign-in', { postData }, 201),
    entry('p1', 'GET', 'https://shop.example/logo', {}, 200, 'image/png'),
    entry('p1', 'GET', 'https://ads.example/track'),
    entry('p2', 'GET', 'https://shop.example/orders/17/items?token=hush&page=2'),
  ];
  writeFileSync(join(folder, 'a.har'), JSON.stringify({ log: { entries } }));
  const { pages, origin, headers } = readHar(join(folder, 'a.har'), undefined);
  expect(origin).toBe('https://shop.example:443');
  const files = projectFiles({ ...source([]), headers, chain: [], others: [], pages });
  const all = files.map(({ text }) => text).join('\n');
  expect(all).not.toMatch(/hush|ads\.example|logo/);
  const text = files.find(({ path }) => path.endsWith('journeys.ts'))?.text;
  expect(text).toContain("body: { user: 'me', password: secret('PASSWORD'), tags: ['a'] }");
  expect(text).toContain("{ params: { id: \"17\" }, query: { token: secret('TOKEN'), page: '2' } }");
  const api = files.find(({ path }) => path.endsWith('api.ts'))?.text;
  expect(api).toContain("() => ({ cookie: secret('COOKIE_SECRET') })");
  expect(api).toContain("route: '/orders/{id}/items'");
  const suite = files.find(({ path }) => path.startsWith('src/suites/'))?.text;
  expect(suite).toContain("needs: (env) => env.requireSecrets('COOKIE_SECRET', 'PASSWORD', 'TOKEN'),");
  expect(() => readHar(join(folder, 'a.har'), 'other.example:443')).toThrow(
    'holds no request to other.example:443',
  );
});
