import { isMap, parseDocument } from 'yaml';
import { apiFile } from './api-code';
import { ciFile } from './ci-file';
import { type ProtoPlaces, systemNames } from './grpc-operations';
import {
  hostAndPort,
  journeysFile,
  journeysOf,
  neededVariables,
  type SuiteSource,
  secretsOf,
} from './suite-code';
import { property, quoted } from './values';

/** A file to write. An existing file stays as it is, except for what `add` inserts. */
export interface ProjectFile {
  readonly path: string;
  readonly text: string;
  /** Content of a file that is no text. */
  readonly content?: Buffer;
  /** Returns the text of an existing file with the missing parts added. */
  readonly add?: (text: string) => string;
  /** What it inserts, in words. */
  readonly adds?: string;
  /** What an existing file lacks for the suite, as a sentence after its path. */
  readonly lacks?: (text: string) => string | undefined;
}

/** Input of the files of a project. */
export interface ProjectSource extends SuiteSource {
  /** Protos of a suite over gRPC. */
  readonly places?: ProtoPlaces;
  /** A file of descriptors that the server has sent. */
  readonly descriptors?: { readonly path: string; readonly content: Buffer };
  readonly ci: 'github' | 'gitlab' | 'none';
}

/** Path of the suite, relative to the project. */
export function suitePath({ name }: Pick<ProjectSource, 'name'>): string {
  return `src/suites/${name}.ts`;
}

/** The files that a suite itself is written in. @param name of the suite */
export function suiteFiles({ name }: Pick<ProjectSource, 'name'>): string[] {
  return [`src/systems/${name}/api.ts`, `src/systems/${name}/journeys.ts`, suitePath({ name })];
}

/**
 * The files of a project with one suite.
 * @param below path of the project within its git repository; empty when it is the root
 * @param stays whether the suite is there: it reads no variable that only the options name
 */
export function projectFiles(source: ProjectSource, below = '', stays = false): ProjectFile[] {
  const { name, descriptors } = source;
  return [
    ...(descriptors ? [{ path: descriptors.path, text: '', content: descriptors.content }] : []),
    {
      path: 'webpack.config.js',
      text: webpackConfig(source),
      lacks: (text) => missingProtos(text, source) ?? missingDocument(text, source),
    },
    { path: 'tsconfig.json', text: '{ "extends": "loadline/tsconfig.json", "include": ["src"] }\n' },
    { path: `src/systems/${name}/api.ts`, text: apiFile(source) },
    { path: `src/systems/${name}/journeys.ts`, text: journeysFile(source) },
    { path: suitePath(source), text: suiteFile(source) },
    { path: `thresholds/${name}.json`, text: thresholdsFile(source) },
    registry(source),
    environment(source),
    profile('smoke', 'One user, to see that everything works', 1, '10s'),
    profile('load', 'Ten users for a minute: write how many yours are', 10, '1m'),
    {
      path: '.env.example',
      text: envExample(source),
      add: (text) => (stays ? text : withVariables(text, neededVariables(source))),
      adds: neededVariables(source).join(', '),
    },
    {
      path: '.gitignore',
      text: `${IGNORED.join('\n')}\n`,
      // A secret in a commit cannot be taken back.
      add: (text) => withLines(text, notIgnored(text)),
      adds: 'lines for files that stay out of git',
    },
    ...ciFile(source, below),
  ];
}

const IGNORED = ['node_modules/', 'dist/', 'reports/', 'src/gen/', '.env'];

function notIgnored(text: string): string[] {
  const plain = (line: string) =>
    line
      .trim()
      .replace(/^(\*\*\/|\/)/, '')
      .replace(/\/$/, '');
  const lines = text.split('\n').map(plain);
  return IGNORED.filter((one) => !lines.includes(plain(one)));
}

/** Says what to add to `webpack.config.js` when it does not name the protos of the suite. */
function missingProtos(text: string, { places }: ProjectSource): string | undefined {
  if (!places) return undefined;
  const systems = systemNames(places).filter(
    (system) => text.includes('systems:') && !text.includes(quoted(system)) && !text.includes(`${system}:`),
  );
  const folders = [...places.protos, ...places.protoPaths].filter(
    (path) => path !== 'protos' && !text.includes(quoted(path)),
  );
  const list = (items: readonly string[]) => items.map(quoted).join(', ');
  const missing = [
    ...(systems.length > 0 ? [`${list(systems)} to systems`] : []),
    ...(folders.length > 0 ? [`${list(folders)} to protos or protoPaths`] : []),
  ];
  return missing.length > 0
    ? `does not name the protos of the suite: add ${missing.join(', and ')}`
    : undefined;
}

/** What to add to a `webpack.config.js` that does not name the suite's OpenAPI document. Undefined when it does. */
function missingDocument(text: string, source: ProjectSource): string | undefined {
  const { document } = source;
  if (document === undefined || text.includes(quoted(document))) return undefined;
  return `does not name the document of the suite: add ${openApiOption(source)}, or its types are missing`;
}

function openApiOption({ document, name }: ProjectSource): string {
  return `openapi: { ${property(name)}: ${quoted(document ?? '')} }`;
}

function webpackConfig(source: ProjectSource): string {
  const { places, document } = source;
  const list = (items: readonly string[]) => `[${items.map(quoted).join(', ')}]`;
  const options = places
    ? [
        `protos: ${list(places.protos)}`,
        ...(places.protoPaths.length > 0 ? [`protoPaths: ${list(places.protoPaths)}`] : []),
        `systems: ${systemsOf(places)}`,
      ]
    : document === undefined
      ? []
      : [openApiOption(source)];
  const given = options.length > 0 ? `{ ${options.join(', ')} }` : '';
  return `import { bundles } from 'loadline/webpack';\n\nexport default bundles(${given});\n`;
}

/** The systems as JavaScript: a list of names, or an object with the files of each. */
function systemsOf({ systems }: ProtoPlaces): string {
  const list = (items: readonly string[]) => `[${items.map(quoted).join(', ')}]`;
  if (Array.isArray(systems)) return list(systems);
  const entries = Object.entries(systems as Readonly<Record<string, readonly string[]>>);
  const key = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name));
  return `{ ${entries.map(([name, files]) => `${key(name)}: ${list(files)}`).join(', ')} }`;
}

function suiteFile(source: ProjectSource): string {
  const { name, signIn } = source;
  const journeys = journeysOf(source);
  const secrets = secretsOf(source).map(quoted).join(', ');
  const needs = secrets === '' ? '' : `\n  needs: (env) => env.requireSecrets(${secrets}),`;
  return `import { defineSuite, defineUsers } from 'loadline';
import thresholds from '../../thresholds/${name}.json';
import { readAddress${signIn ? ', signIn' : ''} } from '../systems/${name}/api';
import { ${journeys.map((one) => `${one}Journey`).join(', ')} } from '../systems/${name}/journeys';

export const users = defineUsers({
  journeys: { ${journeys.map((one) => `${one}: ${one}Journey`).join(', ')} },${signIn ? '\n  signIn,' : ''}
});

export default defineSuite({
  name: ${quoted(name)},
  users,
  thresholds,
  setupCalls: [${signIn ? quoted(signIn.operation.call) : ''}],
  teardownCalls: [],
  target: readAddress,${needs}
  // Add a call that asks the service for its health, and one that removes the records of a killed run.
  health: 'none',
  cleanUp: 'none',
});
`;
}

function thresholdsFile(source: ProjectSource): string {
  const entries = journeysOf(source).map(
    (one) =>
      `    "${one}": { "failed": { "warn": "1%", "fail": "5%" }, "why": "written by init: say what a user needs" }`,
  );
  return `{\n  "journeys": {\n${entries.join(',\n')}\n  }\n}\n`;
}

function registry({ name }: ProjectSource): ProjectFile {
  const smoke = { description: 'Does everything work?', suite: name, profile: 'smoke', environment: 'local' };
  const load = { description: 'An ordinary busy hour', suite: name, profile: 'load', environment: 'local' };
  const line = (test: object) =>
    `{ ${Object.entries(test)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ')} }`;
  return {
    path: 'plans/registry.yml',
    text: `current: ${name}-smoke\ntests:\n  ${name}-smoke: ${line(smoke)}\n  ${name}-load: ${line(load)}\n`,
    add: (text) => withKeys(text, ['tests'], { [`${name}-smoke`]: smoke, [`${name}-load`]: load }),
    adds: `tests ${name}-smoke and ${name}-load`,
  };
}

function environment(source: ProjectSource): ProjectFile {
  const { name, host, isTls } = source;
  const address = hostAndPort(source);
  const suite = { address, ...(isTls && { tls: true }) };
  const entry = JSON.stringify(suite)
    .replaceAll(/"([A-Za-z_]+)":/g, '$1: ')
    .replaceAll(',', ', ');
  return {
    path: 'plans/environments/local.yml',
    text: `description: Where the service is tried first\nallow: ["${host}"]\nsuites:\n  ${name}: ${entry}\n`,
    // A suite that has an address keeps it, so no other host needs to be allowed.
    add: (text) => {
      const added = withKeys(text, ['suites'], { [name]: suite });
      return added === text ? text : withItem(added, 'allow', host);
    },
    adds: `the address of suite ${name}`,
  };
}

/** Adds missing keys to a YAML text. Comments are kept. A text without missing keys stays as it is. */
function withKeys(text: string, path: readonly string[], entries: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text);
  const missing = Object.entries(entries).filter(([key]) => !document.hasIn([...path, key]));
  if (missing.length === 0 || !isMap(document.contents)) return text;
  for (const [key, value] of missing) document.setIn([...path, key], document.createNode(value));
  return document.toString({ lineWidth: 0 });
}

function withItem(text: string, key: string, item: string): string {
  const document = parseDocument(text);
  const list = (document.toJS() as Record<string, unknown>)[key];
  if (Array.isArray(list) && list.includes(item)) return text;
  if (Array.isArray(list)) document.addIn([key], item);
  else document.set(key, [item]);
  return document.toString({ lineWidth: 0 });
}

function profile(name: string, description: string, users: number, duration: string): ProjectFile {
  const text = `description: "${description}"\nusers: ${users}\nduration: ${duration}\n`;
  return { path: `plans/profiles/${name}.yml`, text };
}

function envExample(source: ProjectSource): string {
  const text =
    '# Copy this file to .env, which stays out of git: accounts and keys, a line NAME=value each.\n';
  return withVariables(text, neededVariables(source));
}

/** Adds a line for each variable that has none. */
function withVariables(text: string, names: readonly string[]): string {
  const missing = names.filter((name) => !text.split('\n').some((line) => line.startsWith(`${name}=`)));
  return withLines(
    text,
    missing.map((name) => `${name}=`),
  );
}

function withLines(text: string, added: readonly string[]): string {
  if (added.length === 0) return text;
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${added.join('\n')}\n`;
}
