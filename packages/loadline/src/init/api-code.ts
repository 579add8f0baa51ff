import { methodOf } from './grpc-operations';
import { callsOf, type Service, type Shape, shownName } from './operation';
import { signInCode } from './sign-in';
import { hostAndPort, lines, recordOf, type SuiteSource } from './suite-code';
import { property, quoted } from './values';

/** `src/systems/<name>/api.ts`: one function for each call. */
export function apiFile(source: SuiteSource): string {
  return callsOf(source).some(({ http }) => http) ? httpApi(source) : grpcApi(source);
}

function grpcApi(source: SuiteSource): string {
  const { chain, host, port, headers, signIn } = source;
  const all = callsOf(source);
  const withServices = signIn ? [...all, signIn.operation] : all;
  const services = [
    ...new Map(
      withServices.flatMap(({ service }) => (service ? [[service.fullName, service]] : [])),
    ).values(),
  ];
  const named = namesOf(services);
  const systems = [...new Set(services.map(({ system }) => system))];
  const serverOf = (system: string) => serverName(systems.indexOf(system));
  const constant = (fullName = '') => named.get(fullName)?.constant ?? '';
  const calls = all.map(({ id, call, service, isStream, verb }) => {
    const options = verb === 'create' && chain.length > 0 ? ', { endsJourney: true }' : '';
    const method = quoted(methodOf({ call }));
    return `export const ${id} = ${constant(service?.fullName)}.${isStream ? 'stream' : 'unary'}(${method}${options});`;
  });
  return lines(
    importOf(source),
    "import { GrpcServer } from 'loadline/grpc';",
    ...services.map(
      ({ name, fullName, file }) =>
        `import type { ${named.get(fullName)?.imported ?? name} } from '../../gen/json/${file.replace(/\.proto$/, '')}';`,
    ),
    '',
    ...serversCode(systems, headers),
    ...services.map(
      ({ fullName, system }) =>
        `const ${constant(fullName)} = ${serverOf(system)}.service<${named.get(fullName)?.type}>(${quoted(fullName)});`,
    ),
    '',
    ...calls,
    ...(signIn ? signInCode(signIn, constant(signIn.operation.service?.fullName)) : []),
    '',
    '/** Reads where the service listens. @returns it, for people */',
    'export function readAddress(env: Env): string {',
    `  env.flag('TLS');`,
    `  return env.address('SERVICE_HOST', 'SERVICE_PORT', ${quoted(host)}, ${port});`,
    '}',
  );
}

/** Declares a server for each file of descriptors. All of them are the same one. */
function serversCode(systems: readonly string[], headers: SuiteSource['headers']): string[] {
  const target = [
    '({',
    `  address: \`\${setting('SERVICE_HOST')}:\${setting('SERVICE_PORT')}\`,`,
    "  tls: setting('TLS') === '1',",
    ...(headers.length > 0 ? [`  metadata: ${headersCode(headers)},`] : []),
    '})',
  ].join('\n');
  const [only = '', ...others] = systems;
  if (others.length === 0) return [`const server = new GrpcServer('./${only}.protoset', () => ${target});`];
  return [
    `const target = () => ${target};`,
    ...systems.map(
      (system, at) => `const ${serverName(at)} = new GrpcServer('./${system}.protoset', target);`,
    ),
  ];
}

function serverName(at: number): string {
  return at === 0 ? 'server' : `server${at + 1}`;
}

/** Names that a file of calls imports from loadline. */
const IMPORTED = ['Env', 'GrpcServer', 'defineSignIn', 'secret', 'setting'];

/** Gives each service a name for its type and its constant: services of several packages may have the same name. */
function namesOf(services: readonly Service[]) {
  const taken = [...IMPORTED];
  return new Map(
    services.map(({ name, fullName }) => {
      let type = name;
      for (let n = 2; taken.includes(type); n++) type = `${name}${n}`;
      taken.push(type);
      const constant = `${type.charAt(0).toLowerCase()}${type.slice(1)}Service`;
      return [fullName, { type, constant, imported: type === name ? name : `${name} as ${type}` }];
    }),
  );
}

function httpApi(source: SuiteSource): string {
  const { chain, basePath, headers, signIn } = source;
  const { path: pathOfKey } = recordOf(chain);
  const calls = callsOf(source).map(({ id, call, http, verb }) => {
    const path = verb === 'create' ? pathOfKey : undefined;
    const described = source.document === undefined ? undefined : `Calls[${quoted(call)}]`;
    const body = http?.body ? (described ? `${described}['body']` : 'object') : 'undefined';
    // If a call has several possible replies, a field of one may be missing in the others.
    const isSure = path?.every(({ isChoice }) => !isChoice);
    const reply = path && (described && isSure ? `${described}['reply']` : typeAt(path));
    const types = reply ? `<${body}, ${reply}>` : http?.body ? `<${body}>` : '';
    const parts = [
      ...(shownName({ call }) === call ? [] : [`name: ${quoted(shownName({ call }))}`]),
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
    importOf(source),
    "import { HttpServer } from 'loadline/http';",
    ...(calls.some((one) => one.includes('Calls['))
      ? [`import type { Calls } from '../../gen/openapi/${source.name}';`]
      : []),
    '',
    `const server = new HttpServer(() => ${basePath ? `\`\${setting('TARGET_HOST')}${basePath.replaceAll(/[\\`$]/g, '\\$&')}\`` : "setting('TARGET_HOST')"}${headers.length > 0 ? `, () => (${headersCode(headers)})` : ''});`,
    '',
    ...calls,
    ...(signIn ? signInCode(signIn, '') : []),
    '',
    '/** Reads where the service is. @returns it, for people */',
    'export function readAddress(env: Env): string {',
    `  return env.baseUrl('TARGET_HOST', ${quoted(base)}) ?? '';`,
    '}',
  );
}

function headersCode(headers: SuiteSource['headers']): string {
  return `{ ${headers.map(({ name, variable }) => `${property(name)}: secret(${quoted(variable)})`).join(', ')} }`;
}

/** What a file of calls imports from `loadline`. */
function importOf({ headers, signIn }: SuiteSource): string {
  const names = [
    ...(signIn ? ['defineSignIn'] : []),
    'type Env',
    ...(headers.length > 0 ? ['secret'] : []),
    'setting',
  ];
  return `import { ${names.join(', ')} } from 'loadline';`;
}

/** TypeScript type of a reply with only the field at this path. */
function typeAt([first, ...rest]: readonly Shape[]): string {
  if (!first) return 'string';
  const name = property(first.name);
  const type = rest.length > 0 ? typeAt(rest) : first.kind === 'number' ? 'number' : 'string';
  return `{ ${name}${rest.length > 0 ? '?' : ''}: ${type} }`;
}
