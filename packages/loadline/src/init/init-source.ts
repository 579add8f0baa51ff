import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { readHostAndPort } from '../core/network/address';
import { didYouMean } from '../core/text/nearest';
import { ConfigurationError, type Problem, throwProblems } from '../core/text/problem';
import { replaceFile } from '../plans/replace-file';
import { makeFolders } from '../results/make-folders';
import { HEADER_NAME } from './asked-header';
import {
  asNamedTogether,
  grpcOperations,
  type ProtoPlaces,
  protoPlaces,
  systemNames,
} from './grpc-operations';
import { type Recorded, readHar } from './har';
import { httpOperations } from './http-operations';
import { callsOf, choose, type Operation } from './operation';
import type { ProjectSource } from './project-files';
import { readReflected } from './reflection';
import { signInOf } from './sign-in';

/** Values of the options of `loadline init`, as commander returns them. */
export interface InitOptions {
  readonly proto: readonly string[];
  readonly protoPath: readonly string[];
  readonly openapi?: string;
  readonly reflect?: string;
  readonly har?: string;
  readonly target?: string;
  readonly tls?: boolean;
  readonly methods?: string;
  readonly header?: string;
  readonly signIn?: string;
  readonly token?: string;
  readonly tokenHeader?: string;
  readonly measure?: boolean;
  readonly ci: string;
  readonly yes?: boolean;
}

const WAYS = ['--proto', '--openapi', '--reflect', '--har'];
const CI = ['github', 'gitlab', 'none'] as const;

/** Facts about a service, before its calls are selected. */
export interface Service {
  readonly operations: readonly Operation[];
  readonly basePath: string;
  /** Path of the OpenAPI document, relative to the project. */
  readonly document?: string;
  readonly places?: ProtoPlaces;
  /** Descriptors that the server has sent, and where the project keeps them. */
  readonly descriptors?: { readonly path: string; readonly content: Buffer };
  /** Set when the service comes from a browser's recording. */
  readonly recorded?: Recorded;
  /** Default name of the suite. */
  readonly proposed: string;
}

/**
 * Reads the calls of a service.
 * @throws {ConfigurationError} unless the options name exactly one source for them
 */
export async function readService(folder: string, options: InitOptions): Promise<Service> {
  const { proto, protoPath, openapi, reflect, har } = options;
  const named = [proto.length > 0, openapi !== undefined, reflect !== undefined, har !== undefined].filter(
    Boolean,
  );
  if (named.length !== 1) {
    const message = `say once what the service offers: ${WAYS.join(', ')}; such as --proto 'api/**/*.proto', --openapi openapi.yaml, or --reflect 127.0.0.1:50051`;
    throw new ConfigurationError([{ code: 'argument-missing', where: 'loadline init', message }]);
  }
  if (har !== undefined) {
    const recorded = readHar(har, options.target?.replace(/^https?:\/\//, ''));
    const operations = recorded.pages.flatMap((page) => page.operations);
    return { operations, basePath: '', recorded, proposed: slug(new URL(recorded.origin).hostname) };
  }
  if (openapi !== undefined) {
    const { operations, basePath } = httpOperations(openapi);
    const document = relative(folder, resolve(openapi));
    return { operations, basePath, document, proposed: slug(basename(dirname(join(folder, openapi)))) };
  }
  const cache = join(folder, 'node_modules/.cache/loadline');
  if (reflect !== undefined) {
    const { system, descriptors } = await readReflected(reflect, options.tls === true);
    const path = join('protos', `${system}.binpb`);
    // Nothing is written into the project before all options are known to be right.
    const reflected = join(cache, 'reflected');
    makeFolders(reflected);
    const isThere = existsSync(join(folder, path));
    if (!isThere) replaceFile(join(reflected, `${system}.binpb`), descriptors);
    const places = { protos: [isThere ? 'protos' : reflected], protoPaths: [], systems: [system] };
    return {
      operations: grpcOperations(folder, places, cache),
      basePath: '',
      places: { ...places, protos: ['protos'] },
      descriptors: { path, content: descriptors },
      proposed: slug(system),
    };
  }
  const places = protoPlaces(folder, proto, protoPath);
  const [system = 'service'] = systemNames(places);
  return { operations: grpcOperations(folder, places, cache), basePath: '', places, proposed: slug(system) };
}

/** A text as a valid name of a suite. */
function slug(text: string): string {
  return (
    text
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^[^a-z]+|-$/g, '') || 'service'
  );
}

/**
 * Input of the files of a project.
 * @throws {ConfigurationError} with all problems of the options
 */
export function sourceOf(name: string | undefined, service: Service, options: InitOptions): ProjectSource {
  const problems: Problem[] = [];
  const wrong = (where: string, message: string) => problems.push({ code: 'option-value', where, message });
  if (name !== undefined && !/^[a-z][a-z0-9-]*$/.test(name))
    wrong('NAME', `is "${name}": write small letters, digits and dashes, such as ${slug(name)}`);
  const isHttp = service.operations.some(({ http }) => http);
  const given = (
    options.target ??
    options.reflect ??
    service.recorded?.origin ??
    `127.0.0.1:${isHttp ? 8000 : 50_051}`
  )
    .replace(/^https?:\/\//, '')
    .replace(/\/+$/, '');
  const hasScheme = options.target?.includes('://');
  const address = hasScheme ? options.target : (service.recorded?.origin ?? options.target);
  const isTls = options.tls ?? address?.startsWith('https://') ?? false;
  const target = readHostAndPort(given);
  if (target?.port === undefined) wrong('--target', `is "${given}": write host:port, such as 127.0.0.1:8000`);
  const wanted = options.methods?.split(',').map((one) => one.trim());
  const calls = service.operations.map(({ call }) => call);
  for (const one of wanted ?? [])
    if (!calls.includes(one)) wrong('--methods', `there is no call "${one}": ${didYouMean(one, calls)}`);
  // gRPC has fewer characters in the names of its metadata.
  const headerName = isHttp ? HEADER_NAME : /^[\w.-]+$/;
  const header = /^([^=]+)=([A-Z][A-Z0-9_]*)$/.exec(options.header ?? '');
  if (options.header !== undefined && !headerName.test(header?.[1] ?? ''))
    wrong(
      '--header',
      `is "${options.header}": write its name and the variable that holds its value, such as x-api-key=API_KEY`,
    );
  const signIn = signInOf(service, options, wrong);
  const ci = CI.find((one) => one === options.ci);
  if (!ci) wrong('--ci', `there is no "${options.ci}": ${didYouMean(options.ci, CI)}`);
  throwProblems(problems);
  const { places, basePath, document, recorded, descriptors } = service;
  const own = header ? [{ name: header[1] ?? '', variable: header[2] ?? '' }] : [];
  const chosen = recorded
    ? { chain: [], others: [], pages: recorded.pages }
    : choose(
        // The call that signs in is made when a session needs it, not by a journey.
        service.operations.filter((one) => wanted?.includes(one.call) || one !== signIn?.operation),
        wanted,
      );
  const all = callsOf(chosen);
  if (all.length === 0) {
    const message = `"${options.signIn}" is the only call, and no journey makes it: name another one by --methods`;
    throw new ConfigurationError([{ code: 'option-value', where: '--sign-in', message }]);
  }
  const named = asNamedTogether(signIn ? [...all, signIn.operation] : all);
  const renamed = (one: Operation) => named[[...all, signIn?.operation].indexOf(one)] ?? one;
  return {
    name: name ?? service.proposed,
    ...chosen,
    chain: chosen.chain.map(renamed),
    others: chosen.others.map(renamed),
    host: target?.text.replaceAll(/[[\]]/g, '') ?? '127.0.0.1',
    port: Number(target?.port),
    isTls,
    basePath,
    ...(document !== undefined && { document }),
    headers: [...own, ...(recorded?.headers ?? [])],
    ...(signIn && { signIn: { ...signIn, operation: renamed(signIn.operation) } }),
    ...(descriptors && { descriptors }),
    ...(places && { places: { ...places, protos: places.protos.map((path) => relative('', path) || '.') } }),
    ci: ci ?? 'none',
  };
}
