import type { Problem } from '../core/text/problem';
import { builtSuites } from './home';
import { EXIT, type RunRequest, runSuite } from './run-suite';

/** The suite that probes who may call the system of another suite. */
function probeSuiteOf(suite: string): string {
  return `${suite}-auth`;
}

/** That a suite has no probes: whoever asks for some is not to get a load without them. */
export function probeProblems(suite: string): Problem[] {
  const probes = probeSuiteOf(suite);
  if (builtSuites().includes(probes)) return [];
  const message = `there is no suite ${probes} that could find out whether the service is closed: write src/suites/${probes}.ts, or leave --probe out`;
  return [{ code: 'suite-cannot', where: '--probe', message }];
}

/**
 * `loadline run --probe`: before the load, tries the calls of the system with credentials that must not open it. Load on a
 * service that lets anybody in says nothing about the one that will not. Thresholds, journeys and length of the load are not
 * those of the probes: one user, once.
 * @param request the run that is to follow
 * @returns `EXIT.pass` when the load may begin: the service is closed; else the code to end with
 */
export async function probeFirst({ suite, variables, instance = 1, say }: RunRequest): Promise<number> {
  // Of several machines that share a load, one asks.
  if (instance > 1) {
    say('instance 1 probes, this one does not');
    return EXIT.pass;
  }
  const probes = probeSuiteOf(suite);
  say(`probing first: ${probes}`);
  const code = await runSuite({ suite: probes, variables: probeVariables(variables), dashboard: false, say });
  if (code !== EXIT.pass) say(`the load was not started: the probes ended with ${code}`);
  return code;
}

/** Who and where as in the run that follows; how much, how long and which journeys not. */
function probeVariables(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { TAGS, EXCLUDE_TAGS, EVERY, SPAWN_RATE, OUT, DEBUG, RUN_ID, ...rest } = variables;
  const own = RUN_ID ? { RUN_ID: `${RUN_ID}-auth` } : {};
  return { ...rest, ...own, PROFILE: 'smoke', USERS: '1', DURATION: '1s' };
}
