import { Command, Option } from 'commander';
import type { HttpServiceOptions } from '../../../../../services/src/http/start-http-service';
import type { RunningService } from '../../../../../services/src/service';
import { formatDuration } from '../../core/text/duration';
import { OptionErrors } from '../option-errors';
import { exportLine, keepServing } from './keep-serving';
import { readPort, readShare, readText, readWait } from './option-readers';

/** An option of `loadline serve`; each kind reads what was written into the options of a service. */
export type ServeOption<Options> =
  | {
      kind: 'value';
      flags: string;
      what: string;
      /** What holds when it is not written. */
      fallback: string;
      /** Throws an Error that says what to write. */
      read: (text: string) => Partial<Options>;
    }
  | { kind: 'list'; flags: string; what: string; read: (texts: readonly string[]) => Partial<Options> }
  | { kind: 'switch'; flags: string; what: string; on: Partial<Options> };

/** A system with an HTTP service. */
export interface HttpSystem<Options extends HttpServiceOptions, Service extends RunningService> {
  /** As it is written after `loadline serve`. */
  name: string;
  description: string;
  defaults: Options;
  /** Those that not every HTTP service has. */
  own: readonly ServeOption<Options>[];
  /** Ports besides `--port` and `--control-port`, by their option. */
  ports: (options: Options) => Readonly<Record<string, number>>;
  start: (options: Partial<Options>) => Promise<Service>;
  /** First lines of the greeting: what listens where. */
  headline: (service: Service) => readonly string[];
  /** Environment of a load test. */
  variables: (service: Service, options: Options) => Readonly<Record<string, string>>;
}

/** `loadline serve <name>`: options, start, greeting. */
export function serveHttpSystem<Options extends HttpServiceOptions, Service extends RunningService>(
  system: HttpSystem<Options, Service>,
): Command {
  const command = new Command(system.name).description(system.description);
  const options = [...httpOptions(system.defaults), ...system.own] as ServeOption<Options>[];
  for (const option of options) command.addOption(commanderOption(option));
  return command.action(async (texts: Record<string, unknown>) => {
    const overrides = readOptions(command, options, texts);
    const all = { ...system.defaults, ...overrides };
    await keepServing(command, {
      start: () => system.start(overrides),
      greeting: (service) => greeting(system, service, all),
      ports: { '--port': all.port, ...system.ports(all) },
    });
  });
}

function commanderOption<Options>(option: ServeOption<Options>): Option {
  const made = new Option(option.flags, option.what);
  switch (option.kind) {
    case 'value':
      return made.default(option.fallback);
    case 'list':
      return made.default([]).argParser((text: string, others: string[]) => [...others, text]);
    case 'switch':
      return made.default(false);
  }
}

function readOptions<Options>(
  command: Command,
  options: readonly ServeOption<Options>[],
  texts: Readonly<Record<string, unknown>>,
): Partial<Options> {
  const errors = new OptionErrors();
  const parts = options.map((option) => readOption(option, texts, errors));
  errors.exitIfAny(command.parent ?? command);
  return Object.assign({}, ...parts);
}

function readOption<Options>(
  option: ServeOption<Options>,
  texts: Readonly<Record<string, unknown>>,
  errors: OptionErrors,
): Partial<Options> | undefined {
  const made = new Option(option.flags);
  const where = made.long ?? option.flags;
  const written = texts[made.attributeName()];
  if (option.kind === 'value') return errors.read(where, String(written), option.read);
  if (option.kind === 'switch') return written === true ? option.on : {};
  const list = written as string[];
  return list.length === 0 ? {} : errors.read(where, '', () => option.read(list));
}

function greeting<Options extends HttpServiceOptions, Service extends RunningService>(
  system: HttpSystem<Options, Service>,
  service: Service,
  options: Options,
): string {
  const variables = Object.entries(system.variables(service, options));
  return [
    ...system.headline(service),
    `control: http://127.0.0.1:${service.controlPort}/stats (also /arrivals?method=…, /titles; POST /reset)`,
    '',
    'for the shell that runs the load test:',
    ...variables.map(([name, value]) => exportLine(name, value)),
    '',
    'stop it with Ctrl-C',
  ].join('\n');
}

/** A share of calls, read into one of the options. */
export function shareOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallback: number,
): ServeOption<Options> {
  const read = (text: string) => ({ [key]: readShare(text) }) as Partial<Options>;
  return { kind: 'value', flags: `${flags} <share>`, what, fallback: String(fallback), read };
}

/** A duration, read into one of the options. */
export function waitOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallbackMs: number,
): ServeOption<Options> {
  const read = (text: string) => ({ [key]: readWait(text) }) as Partial<Options>;
  return { kind: 'value', flags: `${flags} <duration>`, what, fallback: formatDuration(fallbackMs), read };
}

/** A port, read into one of the options. */
export function portOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallback: number,
): ServeOption<Options> {
  const read = (text: string) => ({ [key]: readPort(text) }) as Partial<Options>;
  const described = `${what}, 0 takes a free one`;
  return { kind: 'value', flags: `${flags} <port>`, what: described, fallback: String(fallback), read };
}

/** A text that is not empty, read into one of the options. */
export function textOption<Options>(
  flags: string,
  what: string,
  key: keyof Options & string,
  fallback: string,
): ServeOption<Options> {
  return {
    kind: 'value',
    flags,
    what,
    fallback,
    read: (text) => ({ [key]: readText(text) }) as Partial<Options>,
  };
}

/** The options that every HTTP service has. */
function httpOptions(defaults: HttpServiceOptions): ServeOption<HttpServiceOptions>[] {
  return [
    textOption('--host <address>', 'address to listen on', 'host', defaults.host),
    portOption('--port', 'port of the service', 'port', defaults.port),
    portOption('--control-port', 'port of counts and leftovers', 'controlPort', defaults.controlPort),
    waitOption('--latency', 'added to each call', 'latencyMs', defaults.latencyMs),
    shareOption(
      '--fail-share',
      'share of calls that fail, 0 to 1, evenly spread',
      'failShare',
      defaults.failShare,
    ),
    {
      kind: 'value',
      flags: '--fail-status <status>',
      what: 'HTTP status of calls that fail',
      fallback: String(defaults.failStatus),
      read: (text) => ({ failStatus: readHttpStatus(text) }),
    },
    { kind: 'switch', flags: '--stall', what: 'never answer a call', on: { stall: true } },
    shareOption('--hang-share', 'share of calls never answered', 'hangShare', defaults.hangShare),
    shareOption(
      '--malformed-share',
      'share of calls answered with 200 and a broken body',
      'malformedShare',
      defaults.malformedShare,
    ),
    shareOption(
      '--cut-share',
      'share of calls whose answer is cut in the middle',
      'cutShare',
      defaults.cutShare,
    ),
    {
      kind: 'list',
      flags: '--fault-route <route>',
      what: 'a route that misbehaves, such as "GET /health", in place of all; may be repeated',
      read: (faultRoutes) => ({ faultRoutes }),
    },
  ];
}

function readHttpStatus(text: string): number {
  if (!/^[2-5]\d\d$/.test(text))
    throw new Error(`"${text}" is no HTTP status: write a number from 200 to 599`);
  return Number(text);
}
