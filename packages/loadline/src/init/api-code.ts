import { callsOf, type Shape } from './operation';
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
  const constant = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}Service`;
  const calls = all.map(({ id, call, service, isStream, verb }) => {
    const options = verb === 'create' && chain.length > 0 ? ', { endsJourney: true }' : '';
    const method = quoted(call.split('.').at(-1) ?? call);
    return `export const ${id} = ${constant(service?.name ?? '')}.${isStream ? 'stream' : 'unary'}(${method}${options});`;
  });
  return lines(
    importOf(source),
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
    ...(signIn ? signInCode(signIn, constant(signIn.operation.service?.name ?? '')) : []),
    '',
    '/** Reads where the service listens. @returns it, for people */',
    'export function readAddress(env: Env): string {',
    `  env.flag('TLS');`,
    `  return env.address('SERVICE_HOST', 'SERVICE_PORT', ${quoted(host)}, ${port});`,
    '}',
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
    `const server = new HttpServer(() => ${basePath ? `\`\${setting('TARGET_HOST')}${basePath}\`` : "setting('TARGET_HOST')"}${headers.length > 0 ? `, () => (${headersCode(headers)})` : ''});`,
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
