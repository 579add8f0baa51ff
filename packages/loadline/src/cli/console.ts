import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { counted } from '../core/text/counted';
import { ConfigurationError, type Problem } from '../core/text/problem';
import { consoleApp } from './console/console-app';
import { type FromConsole, OF_A_RUN, type ToConsole } from './console/run-console';
import { RunIndex } from './console/run-index';
import { RunQueue } from './console/run-queue';
import { LOOPBACK, NOT_STARTED, serveConsole } from './console/serve-console';
import { newSecret, Sessions } from './console/sign-in';
import { WatchedRuns } from './console/watched-runs';
import { readOption } from './option-values';

interface ConsoleOptions {
  readonly port: string;
  readonly host?: string;
  readonly tokenFile?: string;
  readonly publicName: readonly string[];
  readonly ofRun?: boolean;
}

/** Minimum length of a token, in characters: that of 32 random bytes in base64. */
const SHORTEST_TOKEN = 43;

/** `loadline console`: serves the tests and runs of this folder to a browser until Ctrl-C, and ends with 0. */
export function consoleCommand(): Command {
  return new Command('console')
    .description('start, watch, stop and compare the runs of this folder in a browser')
    .option('--port <n>', 'where it listens on this machine; 0 takes a free one', '8700')
    .option('--host <address>', 'another address to listen on than 127.0.0.1 and ::1; needs --token-file')
    .option('--token-file <file>', 'a file with a token that every request must carry')
    .option(
      '--public-name <name>',
      'a name, with its port, by which browsers ask for it, such as load.example.com; may be repeated',
      (text: string, others: string[]) => [...others, text],
      [],
    )
    .addOption(new Option(OF_A_RUN, 'ends with the command that has started it').hideHelp())
    .action(async (options: ConsoleOptions) => {
      const { ofRun = false } = options;
      const { port, hosts, token, names } = readOptions(options);
      const reports = resolve('reports');
      const index = new RunIndex(reports);
      const runs = index.runs().length;
      const sessions = new Sessions();
      const nonce = newSecret();
      const queue = new RunQueue(reports, console.log);
      const watched = new WatchedRuns();
      const stopped = ofRun ? endOfTheRun(queue) : stopSignal();
      let address = '';
      const link = () => `http://${address}/sign-in#t=${sessions.newLink()}`;
      const listening = await serveConsole(
        (found) =>
          consoleApp({
            port: found,
            names: namesOf(hosts, names, found),
            nonce,
            ...(token !== undefined && { token }),
            isSession: sessions.has,
            sessions,
            onSignIn: () => console.log(`a browser has signed in; the link for the next one:\n${link()}`),
            reports,
            index,
            queue,
            watched,
            isOfRun: ofRun,
          }),
        hosts,
        port,
      );
      address = names[0] ?? addressOf(hosts[0] ?? '', listening.port);
      if (ofRun) process.send?.({ address: `http://${address}` } satisfies FromConsole);
      console.log(`console of ${counted(runs, 'run')} in ${reports}`);
      console.log(token === undefined ? `http://${address}/` : link());
      if (token !== undefined)
        console.log('this link works once; put TLS in front of it, or else the network sees the token');
      if (names.length === 0 && hosts.some((host) => host in WILDCARDS))
        console.log(
          `it answers by the names of this machine alone: for another one, such as its address in the network, write --public-name NAME:${listening.port}`,
        );
      console.log('stop it with Ctrl-C');
      await stopped;
      await queue.close();
      await watched.close();
      listening.close();
    });
}

/** @throws {ConfigurationError} with all problems of the options */
function readOptions({ port: text, host, tokenFile, publicName }: ConsoleOptions) {
  const problems: Problem[] = [];
  const port = readOption('--port', text, portNumber, problems) ?? 0;
  const token =
    tokenFile === undefined ? undefined : readOption('--token-file', tokenFile, tokenIn, problems);
  const names = publicName.flatMap((name) => readOption('--public-name', name, publicNameOf, problems) ?? []);
  const isLoopback = host === undefined || host === 'localhost' || LOOPBACK.includes(host);
  if (host !== undefined && host !== 'localhost' && isIP(host) === 0)
    problems.push({
      code: 'option-value',
      where: '--host',
      message: `is "${host}": write an IP address of this machine, such as 0.0.0.0`,
    });
  if (!isLoopback && tokenFile === undefined)
    problems.push({
      code: 'argument-missing',
      where: '--token-file',
      message: `is not given: whoever reaches ${host} could start loads; write --token-file FILE, and into it what \`openssl rand -base64 32\` prints`,
    });
  if (problems.length > 0) throw new ConfigurationError(problems, NOT_STARTED);
  const hosts = host === undefined || host === 'localhost' ? LOOPBACK : [host];
  return { port, hosts, token, names };
}

function portNumber(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new RangeError(`is "${text}": write a port from 0 to 65535`);
}

function tokenIn(file: string): string {
  let token: string;
  try {
    token = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${file} cannot be read (${(error as Error).message}): name a file with a token`);
  }
  if (/^[\w+/=.-]+$/.test(token) && token.length >= SHORTEST_TOKEN) return token;
  throw new Error(
    `${file} holds no token of at least ${SHORTEST_TOKEN} letters and digits: write into it what \`openssl rand -base64 32\` prints`,
  );
}

function publicNameOf(text: string): string {
  if (/^(\[[0-9a-f:]+\]|[a-z\d.-]+)(:\d{1,5})?$/i.test(text)) return text;
  throw new Error(
    `is "${text}": write a name as a browser shows it, such as load.example.com or 10.0.0.7:8700`,
  );
}

/** Addresses that mean all addresses of this machine, and the loopback address of each kind. */
const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Address by which a browser on this machine asks. It cannot ask by a wildcard address. */
function addressOf(host: string, port: number): string {
  return `${shownHost(WILDCARDS[host] ?? host)}:${port}`;
}

/** Host names of the console other than loopback: the address that it listens on, unless that is a wildcard address. */
function namesOf(hosts: readonly string[], names: readonly string[], port: number): string[] {
  const own = hosts.filter((host) => !(host in WILDCARDS));
  return [...own.map((host) => `${shownHost(host)}:${port}`), ...names];
}

function shownHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** Resolves when the command that started this console ends. Until then it receives the ids of that command's runs. */
function endOfTheRun(queue: RunQueue): Promise<void> {
  process.on('message', ({ run }: ToConsole) => queue.expect(run));
  return new Promise((ended) => process.once('disconnect', ended));
}

/** Resolves on Ctrl-C, on SIGTERM, and when the terminal is closed. */
function stopSignal(): Promise<void> {
  return new Promise((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopped());
  });
}
