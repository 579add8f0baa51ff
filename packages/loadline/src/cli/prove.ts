import { resolve } from 'node:path';
import { Command } from 'commander';
import { isAllowedTarget } from '../core/network/allowed-target';
import { newRunId } from '../core/spec/run-id';
import { counted } from '../core/text/counted';
import { showLength } from '../core/text/numbers';
import { type Problem, throwProblems } from '../core/text/problem';
import type { Result } from '../core/verdict/result';
import { isInterruption, whoText } from '../core/verdict/stopped';
import type { ResolvedTest } from '../plans/resolve-test';
import { writeJson } from '../results/json-file';
import { makeFolders } from '../results/make-folders';
import { PROOF_VERSION, type ProofFile } from '../results/proof-file';
import { holdStarts } from '../results/start-lock';
import { unwrittenText } from '../results/unwritten';
import { EXIT } from '../run/exit';
import { seriesIdProblems } from '../run/levels/series-id';
import { prepareRun } from '../run/prepare-run';
import { faultText } from '../run/prove/fault-plan';
import { isUsable } from '../run/prove/proof';
import { endpointOf, type Proof, proveTest } from '../run/prove/prove-test';
import { screenOf } from '../run/screen';
import { type Stop, StopSwitch } from '../run/stop-switch';
import type { UserOutput } from '../run/user-output';
import { ReportError } from '../ui/report';
import { mainCauseText } from '../ui/report/failure-rows';
import { buildWhatIsStale } from './build';
import { positiveMs } from './option-values';
import { addOutputOptions, type OutputTexts, outputOf } from './output-options';
import { proofLines } from './proof-lines';
import { given, type Replaced, replacedSettings } from './replaced-settings';
import {
  addTestOptions,
  levelTestOf,
  type PreparedTest,
  prepareTest,
  type TestOptions,
} from './test-options';

type ProveOptions = TestOptions & OutputTexts;

/** Default of `--duration`: length of each run. */
const USUAL = '10s';

const HELP = `
Each run has all users of the test at once, and lasts 10 s if --duration says nothing else. A proxy on this machine
stands between k6 and the system. It delays replies, resets connections and holds replies back, on its own
connections only. Set-up and clean-up are not harmed. If the system fails without a fault, no fault is injected.
The file of the environment has to allow faults: prove: true, for this machine and for what the file itself has in
allow. --set and ALLOW_TARGET cannot allow them.`;

/**
 * `loadline prove [name]`: injects faults that should break each threshold of a test, and lists those that none breaks.
 */
export function proveCommand(): Command {
  return addOutputOptions(addTestOptions(new Command('prove')), false)
    .description('prove that the thresholds of a test can break')
    .addHelpText('after', HELP)
    .action(async (name: string | undefined, { quiet, json, ...ofTest }: ProveOptions) => {
      process.exitCode = buildWhatIsStale();
      if (process.exitCode !== EXIT.pass) return;
      const output = outputOf({ ...(quiet && { quiet }), ...(json && { json }) });
      process.exitCode = await prove(name, ofTest, output);
    });
}

/** The settings that a proof replaces, each with what to write instead. Its users are those of the test. */
const REPLACED: Replaced = {
  duration: 'write --duration',
  spawnRate: 'all users start at once',
  step: 'all users start at once',
};

const OWN_PROXY: Problem = {
  code: 'option-without-effect',
  where: '--proxy',
  message: 'has no effect in a proof: leave it out, a proxy of loadline is before the system',
};

async function prove(name: string | undefined, options: TestOptions, output: UserOutput): Promise<number> {
  const problems: Problem[] = [];
  const { duration = USUAL, ...others } = options;
  const lengthMs = positiveMs('--duration', duration, problems);
  const prepared = prepareTest(name, others, (found) => [
    ...problems,
    ...notAllowed(found),
    ...(options.proxy === undefined ? [] : [OWN_PROXY]),
    ...replacedSettings('a proof', REPLACED, others, given(found)),
    ...seriesIdProblems(found?.variables.RUN_ID),
  ]);
  const { test, variables } = prepared;
  const id = variables.RUN_ID || newRunId(new Date());
  const ofLevel = levelTestOf(prepared);
  const { users, target, loadMs } = prepareRun({ ...ofLevel, dashboard: false, output }).spec;
  throwProblems(notAllowedThere(test, target));
  output.say(`test ${test.name}: ${test.description}`);
  output.event(`${counted(users, 'user')}, ${showLength(lengthMs)} for each fault, proof ${id}`);
  const stop = new StopSwitch();
  const release = holdStarts(resolve('reports'));
  try {
    const level = { users, durationMs: lengthMs };
    const proof = await proveTest({ test: ofLevel, id, stop, say: output.event, ...level });
    const file = proofFile(proof, id, level, stop.stopped);
    const isInterrupted = stop.stopped !== undefined || isInterruption(proof.healthy.stopped);
    for (const line of proofLines(file, loadMs, isInterrupted, screenOf(output.stream).width))
      output.tell(line);
    output.json(file);
    output.tell(`result   ${writtenProof(file)}`);
    if (isInterrupted) return EXIT.interrupted;
    return file.verdict === 'invalid' ? EXIT.invalid : file.verdict === 'proved' ? EXIT.pass : EXIT.fail;
  } finally {
    release();
    stop.release();
  }
}

/**
 * The result is printed first: a proof takes long, and its file may not be writable.
 * @returns path of the file
 * @throws {ReportError} when it is not
 */
function writtenProof(file: ProofFile): string {
  const path = resolve('reports', file.id, 'prove.json');
  try {
    makeFolders(resolve('reports', file.id));
    writeJson(path, file);
  } catch (error) {
    throw new ReportError(unwrittenText(path, error));
  }
  return path;
}

function notAllowed(prepared: PreparedTest | undefined): Problem[] {
  if (!prepared || prepared.test.faultsOn) return [];
  const where = `plans/environments/${prepared.test.environment}.yml`;
  const message =
    'does not allow faults: if nobody else minds delayed and reset connections of this machine, write `prove: true` there';
  return [{ code: 'faults-not-allowed', where, message }];
}

/** `prove: true` holds for the hosts beside it in the file, and for no other one that the command line or a variable allows. */
function notAllowedThere({ environment, faultsOn = [] }: ResolvedTest, target: string): Problem[] {
  const { host, port } = endpointOf(target);
  const system = `${host}:${port}`;
  if (isAllowedTarget(system, faultsOn)) return [];
  const where = `plans/environments/${environment}.yml: allow`;
  const message = `does not name ${system}, so faults are not allowed there, whatever --set and ALLOW_TARGET say: if nobody else minds delayed and reset connections to it, add it`;
  return [{ code: 'faults-not-allowed', where, message }];
}

function proofFile(
  { spec, healthy, runs, thresholds, failure }: Proof,
  id: string,
  level: ProofFile['load'],
  stop?: Stop,
): ProofFile {
  const isWhole =
    isUsable(healthy) &&
    !stop &&
    failure === undefined &&
    !runs.some(({ result }) => isInterruption(result.stopped));
  const isProved = thresholds.every(({ outcome }) => outcome === 'proved');
  return {
    version: PROOF_VERSION,
    loadline: LOADLINE_VERSION,
    id,
    test: healthy.spec.test ?? spec.suite,
    suite: spec.suite,
    target: spec.target,
    load: level,
    verdict: isWhole ? (isProved ? 'proved' : 'not proved') : 'invalid',
    reasons: [
      ...whyNot(healthy),
      ...(failure === undefined ? [] : [failure]),
      ...(stop ? [whoText(stop)] : []),
    ],
    thresholds: [...thresholds],
    runs: [{ fault: { kind: 'none' } as const, result: healthy, alsoBroken: [] }, ...runs].map(
      ({ fault, result, alsoBroken }) => ({
        runId: result.spec.runId,
        fault: faultText(fault),
        verdict: result.verdict,
        broken: [
          ...new Set(result.thresholds.filter(({ outcome }) => outcome === 'broken').map((one) => one.id)),
        ],
        alsoBroken: [...alsoBroken],
        ...(result.verdict === 'invalid' && { reasons: [...result.reasons] }),
      }),
    ),
  };
}

/** Why no fault can be injected after a run without one: most important first. */
function whyNot(healthy: Result): string[] {
  if (isUsable(healthy)) return [];
  // The reasons of an invalid run already name what went wrong.
  const main = healthy.verdict === 'fail' ? mainCauseText(healthy) : undefined;
  return [
    `the system ${healthy.verdict === 'fail' ? 'fails' : 'cannot be judged'} without a fault, so no fault is injected`,
    ...healthy.reasons,
    ...(main === undefined ? [] : [main]),
  ];
}
