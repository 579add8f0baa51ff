import { type Chosen, callsOf, type Operation, type Page, type Shape } from './operation';
import { alike, expressionOf, isScalar, keyOf, objectOf, pathToKey, property, quoted } from './values';

/** Input of the files of a suite. */
export interface SuiteSource extends Chosen {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Path that all routes begin with, over HTTP. */
  readonly basePath: string;
  /** Headers of each call: name, and the variable with the value. */
  readonly headers: readonly { readonly name: string; readonly variable: string }[];
}

/** `src/systems/<name>/api.ts`: one function for each call. */
export function apiFile(source: SuiteSource): string {
  return callsOf(source).some(({ http }) => http) ? httpApi(source) : grpcApi(source);
}

function grpcApi(source: SuiteSource): string {
  const { chain, host, port, headers } = source;
  const all = callsOf(source);
  const services = [
    ...new Map(all.flatMap(({ service }) => (service ? [[service.fullName, service]] : []))).values(),
  ];
  const constant = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}Service`;
  const calls = all.map(({ id, call, service, isStream, verb }) => {
    const options = verb === 'create' && chain.length > 0 ? ', { endsJourney: true }' : '';
    const method = quoted(call.split('.').at(-1) ?? call);
    return `export const ${id} = ${constant(service?.name ?? '')}.${isStream ? 'stream' : 'unary'}(${method}${options});`;
  });
  return lines(
    `import { type Env, ${headers.length > 0 ? 'secret, ' : ''}setting } from 'loadline';`,
    "import { GrpcServer } from 'loadline/grpc';",
    ...services.map(
      ({ name, file }) => `import type { ${name} } from '../../gen/json/${file.replace(/\.proto$/, '')}';`,
    ),
    '',
    `const server = new GrpcServer('./${services[0]?.system}.protoset', () => ({`,
    `  address: \`\${setting('SERVICE_HOST')}:\${setting('SERVICE_PORT')}\`,`,
    "  tls: setting('TLS') === '1',",
    ...(headers.length > 0 ? [`  metadata: ${headersCode(headers)},`] : []),
    '}));',
    ...services.map(
      ({ name, fullName }) => `const ${constant(name)} = server.service<${name}>(${quoted(fullName)});`,
    ),
    '',
    ...calls,
    '',
    '/** Reads where the service listens. @returns it, for people */',
    'export function readAddress(env: Env): string {',
    ...secretsOf(source).map((name) => `  env.secret(${quoted(name)});`),
    `  env.flag('TLS');`,
    `  return env.address('SERVICE_HOST', 'SERVICE_PORT', ${quoted(host)}, ${port});`,
    '}',
  );
}

function httpApi(source: SuiteSource): string {
  const { chain, basePath, headers } = source;
  const key = keyOfChain(chain);
  const calls = callsOf(source).map(({ id, http, verb, reply }) => {
    const path = verb === 'create' && key ? pathToKey(reply, key.name) : undefined;
    const body = http?.body ? 'object' : 'undefined';
    const types = path ? `<${body}, ${typeAt(path)}>` : http?.body ? '<object>' : '';
    const parts = [
      `method: ${quoted(http?.method ?? 'GET')}`,
      `route: ${quoted(http?.route ?? '/')}`,
      ...(http?.body ? [`body: ${quoted(http.body)}`] : []),
      ...(path ? ["reply: 'json'"] : []),
      ...(http && http.status !== 200 ? [`expect: { status: ${http.status} }`] : []),
      ...(verb === 'create' && chain.length > 0 ? ['endsJourney: true'] : []),
    ];
    return `export const ${id} = server.call${types}({ ${parts.join(', ')} });`;
  });
  const base = `${source.isTls ? 'https' : 'http'}://${hostAndPort(source)}`;
  return lines(
    `import { type Env, ${headers.length > 0 ? 'secret, ' : ''}setting } from 'loadline';`,
    "import { HttpServer } from 'loadline/http';",
    '',
    `const server = new HttpServer(() => ${basePath ? `\`\${setting('TARGET_HOST')}${basePath}\`` : "setting('TARGET_HOST')"}${headers.length > 0 ? `, () => (${headersCode(headers)})` : ''});`,
    '',
    ...calls,
    '',
    '/** Reads where the service is. @returns it, for people */',
    'export function readAddress(env: Env): string {',
    ...secretsOf(source).map((name) => `  env.secret(${quoted(name)});`),
    `  return env.baseUrl('TARGET_HOST', ${quoted(base)}) ?? '';`,
    '}',
  );
}

function headersCode(headers: SuiteSource['headers']): string {
  return `{ ${headers.map(({ name, variable }) => `${property(name)}: secret(${quoted(variable)})`).join(', ')} }`;
}

/** Names of the suite's variables that hold secrets. */
export function secretsOf(source: SuiteSource): string[] {
  const inJourneys = [...journeysFile(source).matchAll(/secret\('([A-Z0-9_]+)'\)/g)].map(
    ([, name = '']) => name,
  );
  return [...new Set([...source.headers.map(({ variable }) => variable), ...inJourneys])];
}

/** Host and port in the form of a URL, with brackets around IPv6. */
export function hostAndPort({ host, port }: Pick<SuiteSource, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** TypeScript type of a reply with only the field at this path. */
function typeAt([first, ...rest]: readonly Shape[]): string {
  if (!first) return 'string';
  const name = property(first.name);
  const type = rest.length > 0 ? typeAt(rest) : first.kind === 'number' ? 'number' : 'string';
  return `{ ${name}${rest.length > 0 ? '?' : ''}: ${type} }`;
}

/** Names of the journeys of a suite. */
export function journeysOf(chosen: Chosen): string[] {
  return pagesOf(chosen).map(({ name }) => name);
}

function pagesOf({ chain, others, pages }: Chosen): readonly Page[] {
  if (pages) return pages;
  return [
    ...(chain.length > 0 ? [{ name: 'crud', operations: chain }] : []),
    ...(others.length > 0 ? [{ name: chain.length > 0 ? 'listing' : 'calls', operations: others }] : []),
  ];
}

/** `src/systems/<name>/journeys.ts`: the journeys of the suite. */
export function journeysFile(source: SuiteSource): string {
  const text = pagesOf(source)
    .map(({ name, operations }) =>
      operations === source.chain
        ? journey(name, describeChain(operations), operations, chainSteps(operations))
        : journey(
            name,
            'Makes each call once.',
            operations,
            operations.map((one) => step(one, {})),
          ),
    )
    .join('\n\n');
  const functions = callsOf(source).map(({ id }) => id);
  return lines(
    `import { defineJourney${text.includes('secret(') ? ', secret' : ''} } from 'loadline';`,
    ...(text.includes('b64encode(') ? ["import { b64encode } from 'k6/encoding';"] : []),
    `import { ${functions.join(', ')} } from './api';`,
    '',
    text,
  );
}

const DOES = { create: 'Creates one', read: 'reads it', update: 'changes it', delete: 'removes it' };

function describeChain(chain: readonly Operation[]): string {
  return `${chain.map(({ verb }) => DOES[verb as keyof typeof DOES]).join(', ')}.`;
}

function journey(
  name: string,
  what: string,
  operations: readonly Operation[],
  steps: readonly string[],
): string {
  const isAsync = operations.some(({ isStream }) => isStream);
  const calls = [...new Set(operations.map(({ call }) => quoted(call)))].join(', ');
  return [
    `/** ${what} */`,
    `export const ${name}Journey = defineJourney(`,
    `  { every: '1s', maxDuration: '10s', tags: [${quoted(name)}], calls: [${calls}] },`,
    `  ${isAsync ? 'async ' : ''}(iteration) => {`,
    ...steps.map((one) => `    ${one}`),
    '  },',
    ');',
  ].join('\n');
}

/** The field that identifies the record of a chain. */
function keyOfChain(chain: readonly Operation[]): Shape | undefined {
  const found =
    chain.find(({ verb }) => verb === 'read') ?? chain.find(({ verb }) => verb === 'delete') ?? chain[1];
  return found && (found.http ? found.params.at(-1) : keyOf(found.request));
}

function chainSteps(chain: readonly Operation[]): string[] {
  const key = keyOfChain(chain);
  const [create, ...rest] = chain;
  if (!create || !key) return [];
  const own = create.request.find((field) => isScalar(field) && alike(field.name, key.name));
  const path = pathToKey(create.reply, key.name);
  const isOwn = own !== undefined && (path === undefined || !/^_?id$/i.test(key.name));
  if (isOwn) {
    return [
      `const id = ${expressionOf(own, true)};`,
      step(create, { [own.name]: 'id' }),
      ...rest.map((one) => step(one, {}, { key, value: 'id' })),
    ];
  }
  if (path === undefined) return [step(create, {}), ...rest.map((one) => step(one, {}))];
  const isNumber = key.kind === 'number';
  const isMade = path.at(-1)?.kind === 'number';
  const access = `${call(create, {})}?.${path.map(({ name }) => name).join('?.')}`;
  const made = `${access} ?? ${isMade ? '0' : "''"}`;
  // A part of a route may be a number or a string.
  const id = create.http || isNumber === isMade ? made : isNumber ? `Number(${made})` : `String(${made})`;
  return [`const id = ${id};`, ...rest.map((one) => step(one, {}, { key, value: 'id' }))];
}

interface Key {
  readonly key: Shape;
  readonly value: string;
}

function step(operation: Operation, given: Record<string, string>, key?: Key): string {
  return `${operation.isStream ? 'await ' : ''}${call(operation, given, key)};`;
}

/** Code of a call with its arguments. @param key key of the record that the call is about */
function call(operation: Operation, given: Record<string, string>, key?: Key): string {
  const { id, http, request, params, query, verb } = operation;
  const isMarked = verb === 'create' || verb === 'update';
  if (!http) {
    if (verb === 'list') return `${id}(iteration, {})`;
    const fields =
      verb === 'read' || verb === 'delete' ? request.filter((field) => field === keyOf(request)) : request;
    return `${id}(iteration, ${objectOf(fields, { ...given, ...keyGiven(fields, key, isMarked) }, { isMarked })})`;
  }
  const route = params.map((field, i) => {
    const isKey = key !== undefined && i === params.length - 1;
    return [field.name, isKey ? key.value : expressionOf(field)];
  });
  const parts = [
    ...(route.length > 0
      ? [`params: { ${route.map(([name = '', value]) => `${property(name)}: ${value}`).join(', ')} }`]
      : []),
    ...(query.length > 0 ? [`query: ${objectOf(query, {})}`] : []),
    ...(http.body ? [`body: ${http.bodyCode ?? objectOf(request, given, { isMarked })}`] : []),
  ];
  return parts.length === 0 ? `${id}(iteration)` : `${id}(iteration, { ${parts.join(', ')} })`;
}

/** Sets the key of a record in a request: in one of its fields, or in a field of a message in it. */
function keyGiven(fields: readonly Shape[], key: Key | undefined, isMarked: boolean): Record<string, string> {
  if (!key) return {};
  const isKey = ({ name }: Shape) =>
    alike(name, key.key.name) || (/id$/i.test(key.key.name) && /^_?id$/i.test(name));
  const own =
    fields.find((field) => isScalar(field) && isKey(field)) ??
    (fields.length === 1 && fields[0] && isScalar(fields[0]) ? fields[0] : undefined);
  if (own) return { [own.name]: key.value };
  for (const field of fields) {
    const below = field.fields?.find((one) => isScalar(one) && isKey(one));
    if (below)
      return {
        [field.name]: objectOf(field.fields ?? [], { [below.name]: key.value }, { isMarked, depth: 1 }),
      };
  }
  return {};
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
