import { type Chosen, callsOf, type Operation, type Page, type Shape, shownName } from './operation';
import { member, type SignInSource, variablesOf } from './sign-in';
import { alike, expressionOf, isScalar, keyOf, objectOf, pathToKey, property, quoted } from './values';

/** Input of the files of a suite. */
export interface SuiteSource extends Chosen {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
  /** Path of the OpenAPI document from which types are made, relative to the project. */
  readonly document?: string;
  /** Path that all routes begin with, over HTTP. */
  readonly basePath: string;
  /** Headers of each call: name, and the variable with the value. */
  readonly headers: readonly { readonly name: string; readonly variable: string }[];
  /** How accounts sign in. Absent: calls carry no token. */
  readonly signIn?: SignInSource;
}

/** Names of the suite's variables that hold secrets. */
export function secretsOf(source: SuiteSource): string[] {
  const inJourneys = [...journeysFile(source).matchAll(/secret\('([A-Z0-9_]+)'\)/g)].map(
    ([, name = '']) => name,
  );
  return [...new Set([...source.headers.map(({ variable }) => variable), ...inJourneys])];
}

/** Names of all variables without which a run is refused: secrets, and the fields of one account. */
export function neededVariables(source: SuiteSource): string[] {
  return [...secretsOf(source), ...(source.signIn ? variablesOf(source.signIn) : [])];
}

/** Host and port in the form of a URL, with brackets around IPv6. */
export function hostAndPort({ host, port }: Pick<SuiteSource, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
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
  const calls = [...new Set(operations.map((one) => quoted(shownName(one))))].join(', ');
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

/**
 * The record of a chain: its key, the field of the first request that sets the key, if the client chooses it, or else the
 * path to it in the first reply.
 */
export function recordOf(chain: readonly Operation[]): {
  readonly key?: Shape | undefined;
  readonly own?: Shape | undefined;
  readonly path?: readonly Shape[] | undefined;
} {
  const key = keyOfChain(chain);
  const [create] = chain;
  if (!create || !key) return {};
  const own = create.request.find((field) => isScalar(field) && alike(field.name, key.name));
  const path = pathToKey(create.reply, key.name);
  return own !== undefined && (path === undefined || !/^_?id$/i.test(key.name))
    ? { key, own }
    : { key, path };
}

/** The field that identifies the record of a chain. */
function keyOfChain(chain: readonly Operation[]): Shape | undefined {
  const found =
    chain.find(({ verb }) => verb === 'read') ?? chain.find(({ verb }) => verb === 'delete') ?? chain[1];
  return found && (found.http ? found.params.at(-1) : keyOf(found.request));
}

function chainSteps(chain: readonly Operation[]): string[] {
  const { key, own, path } = recordOf(chain);
  const [create, ...rest] = chain;
  if (!create || !key) return [];
  if (own) {
    return [
      `const id = ${expressionOf(own, true)};`,
      step(create, { [own.name]: 'id' }),
      ...rest.map((one) => step(one, {}, { key, value: 'id' })),
    ];
  }
  if (path === undefined) return [step(create, {}), ...rest.map((one) => step(one, {}))];
  const isNumber = key.kind === 'number';
  const isMade = path.at(-1)?.kind === 'number';
  const access = `${call(create, {})}${path.map(({ name }) => `?${member(name, true)}`).join('')}`;
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
    ...(http.headers ? [`headers: ${headersOf(http.headers)}`] : []),
    ...(http.body ? [`body: ${http.bodyCode ?? objectOf(request, given, { isMarked })}`] : []),
  ];
  return parts.length === 0 ? `${id}(iteration)` : `${id}(iteration, { ${parts.join(', ')} })`;
}

/** Header values are strings. */
function headersOf(headers: readonly Shape[]): string {
  const pairs = headers.map((shape) => {
    const value = expressionOf(shape);
    return `${property(shape.name)}: ${/^['"n]/.test(value) ? value : `String(${value})`}`;
  });
  return `{ ${pairs.join(', ')} }`;
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

/** Lines of a file. */
export function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
