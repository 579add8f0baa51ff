import type { Problem } from '../core/text/problem';
import { builtSuites } from './home';
import type { RunRequest } from './prepare-run';
import { EXIT, runSuite } from './run-suite';

/** Name of the suite that checks who may call the system of another suite. */
function probeSuiteOf(suite: string): string {
  return `${suite}-auth`;
}

/** Refuses `--probe` for a suite without probes, so that no load starts without them. */
export function probeProblems(suite: string): Problem[] {
  const probes = probeSuiteOf(suite);
  if (builtSuites().includes(probes)) return [];
  const message = `there is no suite ${probes} that could find out whether the service is closed: write src/suites/${probes}.ts, or leave --probe out`;
  return [{ code: 'suite-cannot', where: '--probe', message }];
}

/**
 * `loadline run --probe`: before the load, makes the calls of the system with credentials that it must reject. A load on a
 * service without access control says nothing about the same service with it. The probes have their own thresholds, journeys
 * and length: one user, once.
 * @param request the run that follows
 * @returns `EXIT.pass` when the service rejects them and the load may begin; otherwise the exit code
 */
export async function probeFirst({ suite, variables, instance = 1, output }: RunRequest): Promise<number> {
  const { say } = output;
  // Only one of several machines that share a load runs the probes.
  if (instance > 1) {
    say('instance 1 probes, this one does not');
    return EXIT.pass;
  }
  const probes = probeSuiteOf(suite);
  say(`probing first: ${probes}`);
  const code = await runSuite({
    suite: probes,
    variables: probeVariables(variables),
    dashboard: false,
    output,
  });
  if (code !== EXIT.pass) say(`the load was not started: the probes ended with ${code}`);
  return code;
}

/** Keeps accounts and target of the run that follows, but not its number of users, its length and its choice of journeys. */
function probeVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { TAGS, EXCLUDE_TAGS, EVERY, SPAWN_RATE, OUT, DEBUG, RUN_ID, ...rest } = variables;
  const own = RUN_ID ? { RUN_ID: `${RUN_ID}-auth` } : {};
  return { ...rest, ...own, PROFILE: 'smoke', USERS: '1', DURATION: '1s' };
}
