import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readBaseUrl, readHost } from '../core/network/address';
import { newRunId } from '../core/spec/run-id';
import { ConfigurationError } from '../core/text/problem';
import { withMeasuredTimes } from '../init/measured-times';
import { callsOf } from '../init/operation';
import type { ProjectSource } from '../init/project-files';
import { hostAndPort, neededVariables } from '../init/suite-code';
import { withDotEnv } from '../plans/dot-env';
import { readThresholds } from '../plans/read-thresholds';
import { checkWritable, writeThresholds } from '../plans/thresholds-text';
import { k6Problems } from '../run/find-k6';
import { builtSuites } from '../run/home';
import { EXIT } from '../run/run-suite';

/** Load of the run that times are measured with: enough samples for a p95, and little for the service. */
const MEASURED = ['--users', '3', '--duration', '10s'];

const loadline = () => join(__dirname, '../../bin/loadline');

/** Runs another loadline command. @returns its exit code; null when a signal ended it */
export function runOwn(args: readonly string[], cwd: string): number | null {
  return spawnSync(process.execPath, [loadline(), ...args], { cwd, stdio: 'inherit' }).status;
}

/**
 * The address that a test runs against. It may be that of an environment, a registry or a variable that was there before.
 * @returns undefined when the test cannot be planned, and so cannot run either
 */
function targetOf(test: string, cwd: string): string | undefined {
  const { stdout } = spawnSync(process.execPath, [loadline(), 'plan', test, '--json'], {
    ...{ cwd, encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    return JSON.parse(stdout).target;
  } catch {
    return undefined;
  }
}

/** Whether a target of a suite, a URL or a host with its port, is at this address. */
export function isAt(target: string, { host, port }: Pick<ProjectSource, 'host' | 'port'>): boolean {
  const at = readBaseUrl(target.includes('://') ? target : `http://${target}`);
  return at?.key === readHost(host)?.key && Number(at?.port) === port;
}

/**
 * Runs one iteration of a new suite, if there is a k6, the variables are set and the service answers. When it went well and
 * its calls leave nothing behind, a second run measures times.
 * @returns a line that says how it went, or all that is missing, and what to do next
 */
export async function tryOut(source: ProjectSource, folder: string): Promise<string> {
  const { name, host, port } = source;
  const then = `npx loadline run ${name}-smoke --debug`;
  const target = targetOf(`${name}-smoke`, folder);
  if (target !== undefined && !isAt(target, source)) {
    const address = hostAndPort(source);
    return `all is written, and nothing was run: test ${name}-smoke is against ${target}, as your plans or variables say, and not against ${address}: write ${address} for suite ${name} in plans/environments/local.yml, then ${then}`;
  }
  const missing = [
    ...(k6Problems().length > 0 ? ['there is no k6: npx loadline k6 install'] : []),
    ...unsetVariables(source, folder),
    ...((await answers(host, port)) ? [] : [`nothing answers at ${host}:${port}: start the service`]),
  ];
  if (missing.length > 0)
    return `all is written; ${missing.join('; ')}, then ${then}, and for bounds on times: npx loadline init ${name} --measure`;
  if (runOwn(['run', `${name}-smoke`, '--debug'], folder) !== 0)
    return `all is written; the iteration failed: correct src/systems/${name}/, then npx loadline build && ${then}`;
  if (leavesNothing(source)) console.log(measureTimes(name, folder).line);
  else
    console.log(
      `  ! thresholds/${name}.json bounds no times, as the calls may leave records behind: npx loadline init ${name} --measure`,
    );
  return `all is written, and one iteration went well: npx loadline run ${name}-smoke`;
}

/** Message about the variables of a suite that are not set. Empty when all are set. */
function unsetVariables(source: ProjectSource, folder: string): string[] {
  const variables = withDotEnv(join(folder, '.env'), process.env);
  const unset = neededVariables(source).filter((one) => !variables[one]);
  if (unset.length === 0) return [];
  const [are, them] = unset.length === 1 ? ['is', 'it'] : ['are', 'them'];
  return [`${unset.join(', ')} ${are} not set: write ${them} into .env`];
}

/** Whether the calls only read, or remove what they make. */
function leavesNothing(source: ProjectSource): boolean {
  const { chain, others, pages } = source;
  if (pages) return false;
  const isRemoved = chain.length === 0 || chain.at(-1)?.verb === 'delete';
  const onlyRead = others.every(({ verb, http }) =>
    http ? http.method === 'GET' : verb === 'read' || verb === 'list',
  );
  return isRemoved && onlyRead && callsOf(source).length > 0;
}

/**
 * Runs a suite for ten seconds, and adds to its thresholds what its calls and journeys took.
 * @returns a line that says what was done, and the code of the run
 * @throws {ConfigurationError} when there is no such suite, or its thresholds file cannot be read or written
 */
export function measureTimes(name: string, folder: string): { readonly line: string; readonly code: number } {
  const path = `thresholds/${name}.json`;
  const file = join(folder, path);
  if (!existsSync(file)) {
    const message = `there is no ${path}: write the name of a suite that is there: ${builtSuites().join(', ') || 'none is'}`;
    throw new ConfigurationError([{ code: 'unknown-name', where: 'NAME', message }]);
  }
  // A file that is wrong is named before the run, not after it.
  readThresholds(join(folder, 'thresholds'), name, true);
  checkWritable(file, path);
  const runId = newRunId(new Date());
  const code = runOwn(['run', `${name}-smoke`, ...MEASURED, '--run-id', runId], folder) ?? EXIT.interrupted;
  if (code !== EXIT.pass) {
    const again = `npx loadline init ${name} --measure`;
    const what = code === EXIT.usage ? 'no run took place' : 'the run did not pass';
    return { line: `  ! ${what}, so ${path} bounds no times: correct what it says, then ${again}`, code };
  }
  const { aggregate } = JSON.parse(readFileSync(join(folder, 'reports', runId, 'result.json'), 'utf8'));
  const { text, added } = withMeasuredTimes(readFileSync(file, 'utf8'), aggregate);
  if (added === 0) return { line: `  = unchanged: ${path}: its times have bounds, or too few samples`, code };
  writeThresholds(file, path, text);
  return { line: `  ~ ${path}: ${added} bounds on times added, as warnings: write why`, code };
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3_000 });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
