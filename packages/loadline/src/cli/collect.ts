import { Command } from 'commander';
import { runIdProblem } from '../core/spec/run-id';
import type { Problem } from '../core/text/problem';
import { throwProblems } from '../core/text/problem';
import type { ProblemCode } from '../core/text/problem-codes';
import { MOST_INSTANCES } from '../results/spec-schema';
import { type CollectRequest, collect } from '../run/collector/collect';
import { NEW_TOKEN, TOKEN_VARIABLE, tokenProblems } from '../run/collector/protocol';
import { type EventsOptions, eventsOf } from './collect-events';
import { durationMs, readOption, wholeNumber } from './option-values';
import { addChanges } from './test-options';

interface CollectOptions extends EventsOptions {
  readonly runId?: string;
  readonly instances?: string;
  readonly listen: string;
  readonly folder?: string;
  readonly wait: string;
  readonly grace: string;
  readonly keep: string;
  readonly maxUpload: string;
  readonly message?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/**
 * `loadline collect`: holds the instances of a run on several machines until all have arrived, receives their files, and judges
 * them as one run. Ends with the exit code of the verdict.
 */
export function collectCommand(): Command {
  const command = new Command('collect')
    .description('wait for all instances of a run, take their files, judge them as one')
    .option('--run-id <id>', 'name of the run, the same for all instances')
    .option('--instances <n>', 'how many there are')
    .option('--listen <address>', 'host and port to listen on', '127.0.0.1:8080')
    .option('--folder <folder>', 'where the files go; by default reports/<run id>')
    .option('--wait <duration>', 'how long all instances may take to come', '10m')
    .option('--grace <duration>', 'how long they may take to deliver after the planned end', '2m')
    .option('--keep <duration>', 'serve /report.tar.gz for so long after the verdict', '0s')
    .option('--max-upload <MB>', 'most megabytes of one file', '2000')
    .option('--message <file>', 'write the verdict there too, as JSON of at most 4 kB')
    .option('--tls-cert <file>', 'serve TLS with this certificate; needs --tls-key')
    .option('--tls-key <file>', 'its key')
    .option(
      '--events <test>',
      'send start, stop and verdict of the run to the listeners of this test; give it the options of the instances that follow here',
    );
  return addChanges(command).action(async (options: CollectOptions) => {
    process.exitCode = await collect(readOptions(options, process.env));
  });
}

function readOptions(options: CollectOptions, env: NodeJS.ProcessEnv): CollectRequest {
  const problems: Problem[] = [];
  const wrong = (where: string, message: string, code: ProblemCode = 'option-value') =>
    problems.push({ code, where, message });
  const { runId = '', tlsCert, tlsKey, message } = options;
  const idProblem = runId === '' ? 'is not set: write the id that the instances get' : runIdProblem(runId);
  if (idProblem !== undefined) wrong('--run-id', idProblem);
  const instances =
    readOption('--instances', options.instances ?? '', wholeNumber(MOST_INSTANCES), problems) ?? 0;
  const [host = '', port = ''] = readOption('--listen', options.listen, hostAndPort, problems) ?? [];
  const mostMB = readOption('--max-upload', options.maxUpload, megabytes, problems) ?? 0;
  const token = env[TOKEN_VARIABLE] ?? '';
  problems.push(...tokenProblems(token, NEW_TOKEN));
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    wrong(
      tlsCert === undefined ? '--tls-key' : '--tls-cert',
      'needs the other one: write both --tls-cert and --tls-key',
    );
  const times = {
    waitMs: durationMs('--wait', options.wait, problems),
    graceMs: durationMs('--grace', options.grace, problems),
    keepMs: durationMs('--keep', options.keep, problems),
  };
  throwProblems(problems);
  const events = eventsOf(options, { runId, instances });
  return {
    runId,
    instances,
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port),
    token,
    folder: options.folder ?? `reports/${runId}`,
    ...times,
    mostBytes: mostMB * 1_000_000,
    ...(message !== undefined && { message }),
    ...(tlsCert !== undefined && tlsKey !== undefined && { tls: { cert: tlsCert, key: tlsKey } }),
    say: console.log,
    ...(events && { events }),
  };
}

function hostAndPort(text: string): [string, string] {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host !== '' && Number(port) <= 65_535) return [host, port];
  throw new RangeError(`is "${text}": write a host and a port, such as 0.0.0.0:8080`);
}

function megabytes(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new RangeError(`is "${text}": write a number of megabytes, such as 2000`);
}
