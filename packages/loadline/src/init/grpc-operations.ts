import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ConfigurationError } from '../core/text/problem';
import { withFullNames } from '../k6/lifecycle/call-names';
import { type Operation, type Service, type Shape, verbOf, withOwnNames } from './operation';

/** Where protos are, in the format of a project's `bundles`. */
export interface ProtoPlaces {
  readonly protos: readonly string[];
  readonly protoPaths: readonly string[];
  readonly systems: Readonly<Record<string, readonly string[]>> | readonly string[];
}

interface Described extends Omit<Service, never> {
  readonly methods: readonly {
    readonly name: string;
    readonly kind: string;
    readonly request: readonly Shape[];
    readonly reply: readonly Shape[];
  }[];
}

/** Kinds of calls that a journey can make without further knowledge: one request, and one reply or a stream of replies. */
const CALLABLE = ['unary', 'server-streaming'];

/**
 * Finds the protos that match the patterns: the folder that their imports are relative to, and the files in it.
 * @param patterns patterns for protos, such as `api/**` with a file extension, or for descriptors
 * @param paths folders that imports are relative to
 * @throws {ConfigurationError} when no file matches a pattern
 */
export function protoPlaces(
  project: string,
  patterns: readonly string[],
  paths: readonly string[],
): ProtoPlaces {
  const files = patterns.flatMap((pattern) => {
    const found = matching(project, pattern);
    if (found.length > 0) return found;
    const message = `there is no file ${pattern} in ${project}: write where the protos are, such as --proto 'api/**/*.proto'`;
    throw new ConfigurationError([{ code: 'service-description', where: '--proto', message }]);
  });
  const roots = new Map<string, Map<string, string[]>>();
  for (const file of files) {
    const root = paths.filter((path) => isBelow(file, path)).sort((a, b) => b.length - a.length)[0];
    const from = root ?? startOf(patterns.find((pattern) => isMatch(file, pattern)) ?? file);
    const path = relative(from, file);
    const [entry = ''] = path.split(sep);
    const systems = roots.get(from) ?? new Map<string, string[]>();
    roots.set(from, systems.set(entry, [...(systems.get(entry) ?? []), path]));
  }
  const systems = [...roots].flatMap(([root, entries]) =>
    [...entries].map(([entry, paths]) => ({
      name: entry.replace(/\.(proto|binpb|protoset|desc)$/, ''),
      paths,
      isWhole: paths.length >= matching(project, `${root}/${entry}/**/*.proto`).length,
    })),
  );
  return {
    protos: [...roots.keys()],
    protoPaths: paths.filter((path) => !roots.has(path)),
    systems: systems.every(({ isWhole }) => isWhole)
      ? systems.map(({ name }) => name)
      : Object.fromEntries(systems.map(({ name, paths }) => [name, paths])),
  };
}

function isBelow(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== '' && !path.startsWith('..');
}

/** The folder of a pattern before its first `*`. */
function startOf(pattern: string): string {
  const parts = pattern.split('/');
  const star = parts.findIndex((part) => part.includes('*'));
  return parts.slice(0, star < 0 ? -1 : star).join('/') || '.';
}

function isMatch(file: string, pattern: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\u0000')
    .replaceAll('*', '[^/]*')
    .replaceAll('\u0000', '(.*/)?');
  return new RegExp(`^(\\./)?${expression.replace(/^\\\.\//, '')}$`).test(file);
}

function matching(project: string, pattern: string): string[] {
  if (!pattern.includes('*')) return existsSync(join(project, pattern)) ? [pattern] : [];
  const start = startOf(pattern);
  if (!existsSync(join(project, start)) || !statSync(join(project, start)).isDirectory()) return [];
  return readdirSync(join(project, start), { recursive: true, encoding: 'utf8' })
    .map((file) => join(start, file))
    .filter((file) => !file.includes('node_modules') && isMatch(file, pattern.replace(/^\.\//, '')))
    .sort();
}

/**
 * Reads the calls that protos describe.
 * @throws {ConfigurationError} with the problems of the protos
 */
export function grpcOperations(project: string, places: ProtoPlaces, cache: string): Operation[] {
  const script = join(__dirname, '../../webpack/describe.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [script, JSON.stringify({ ...places, cache })],
    { cwd: project, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0)
    throw new ConfigurationError([
      { code: 'service-description', where: places.protos.join(', '), message: stderr.trim() },
    ]);
  const services: readonly Described[] = JSON.parse(stdout);
  const callable = services.flatMap(({ methods, ...service }) =>
    methods
      .filter(({ kind }) => CALLABLE.includes(kind))
      .map((method) => ({
        ...method,
        service,
        call: method.name,
        path: `${service.fullName}/${method.name}`,
      })),
  );
  if (callable.length === 0) throw nothingToCall(places, services);
  // Two services may have methods with the same name.
  const { calls } = withFullNames(
    callable.map(({ call, path, kind }) => ({ call, path, protocol: 'grpc', isStream: kind !== 'unary' })),
  );
  const operations = callable.map(({ name, kind, request, reply, service }, index): Operation => {
    const call = calls[index]?.call ?? name;
    const isStream = kind !== 'unary';
    const id = call === name ? lower(name) : `${lower(service.name)}${name}`;
    const resource = service.fullName;
    const none = { params: [], query: [] };
    return { call, id, verb: verbOf(name), resource, isStream, request, reply, service, ...none };
  });
  return withOwnNames(operations);
}

function nothingToCall(places: ProtoPlaces, services: readonly Described[]): ConfigurationError {
  const message =
    services.length === 0
      ? 'holds no service: name the protos that declare one'
      : 'has only methods that receive a stream of messages, and init cannot guess those: write the suite by hand, with clientStream or bidiStream of loadline/grpc';
  return new ConfigurationError([{ code: 'service-description', where: places.protos.join(', '), message }]);
}

/**
 * Names the calls for a suite that makes only these. In it, the name of a method may be unique.
 * @returns the same operations, in the same order
 */
export function asNamedTogether(operations: readonly Operation[]): Operation[] {
  const unique = new Map(operations.map((one) => [pathOf(one), one]));
  const { calls } = withFullNames(
    [...unique].map(([path, one]) => ({
      call: methodOf(one),
      path,
      protocol: 'grpc',
      isStream: one.isStream,
    })),
  );
  const names = new Map(calls.map(({ path, call }) => [path, call]));
  return operations.map((one) => (one.service ? { ...one, call: names.get(pathOf(one)) ?? one.call } : one));
}

function pathOf(operation: Operation): string {
  return `${operation.service?.fullName}/${methodOf(operation)}`;
}

/** The method of a call. */
export function methodOf({ call }: Pick<Operation, 'call'>): string {
  return call.split('.').at(-1) ?? call;
}

/** The name of a method in lower camel case, for a function. */
function lower(name: string): string {
  const start = /^[A-Z]+(?![a-z])/.exec(name)?.[0] ?? name.charAt(0);
  return start.toLowerCase() + name.slice(start.length);
}

/** Names of the systems of a project. */
export function systemNames({ systems }: ProtoPlaces): readonly string[] {
  return isNames(systems) ? systems : Object.keys(systems);
}

function isNames(systems: ProtoPlaces['systems']): systems is readonly string[] {
  return Array.isArray(systems);
}
