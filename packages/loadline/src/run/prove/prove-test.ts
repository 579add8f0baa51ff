import { connect } from 'node:net';
import { readHostAndPort } from '../../core/network/address';
import { type ObservedSeries, thresholdsOfSeries } from '../../core/observed/source';
import { OWN } from '../../core/spec/own-variables';
import type { RunSpec } from '../../core/spec/run-spec';
import { connectingMs } from '../../core/spec/warm-up';
import { ConfigurationError, throwProblems } from '../../core/text/problem';
import { boundText } from '../../core/thresholds/threshold';
import type { Result } from '../../core/verdict/result';
import { starved } from '../../core/verdict/starved';
import { errorText, type Level, type LevelTest, levelRequest, runLevel } from '../levels/run-level';
import { proxyFilesProblem } from '../open-files-problem';
import { prepareRun } from '../prepare-run';
import type { StopSwitch } from '../stop-switch';
import { faultText, keyOf, type Measured, type PlannedFault, planFaults, secondDelays } from './fault-plan';
import { type Fault, FaultProxy } from './fault-proxy';
import { type BeforePhases, PhaseGate } from './phase-gate';
import { alsoBroken, type FaultRun, isUsable, proofsOf, seenIn, type ThresholdProof } from './proof';

/** Longest time that the first connection to the system may take, in ms. */
const LONGEST_CONNECT_MS = 5_000;

/** Result of {@link proveTest}. */
export interface Proof {
  readonly spec: RunSpec;
  /** The run without a fault. */
  readonly healthy: Result;
  readonly runs: readonly (FaultRun & { readonly alsoBroken: readonly string[] })[];
  readonly thresholds: readonly ThresholdProof[];
  /** Why a run with a fault could not be run. The proof ends before it. */
  readonly failure?: string;
}

/** Settings of {@link proveTest}. */
export interface ProofRequest extends Level {
  readonly test: LevelTest;
  /** Id of the proof. Its runs are `<id>-1`, `<id>-2` and so on. */
  readonly id: string;
  readonly stop: StopSwitch;
  readonly say: (line: string) => void;
}

/** Why no fault would be there: faults begin with the load. */
const NOT_ANNOUNCED =
  'the set-up of the suite did not announce the load, so a fault would never begin: write setup so that it returns what asItComes() makes';

/**
 * Runs a test once without a fault, and once for each fault that should break some of its thresholds. k6's option
 * `hosts` makes it dial a proxy instead of the system, so addresses, certificates and tokens stay the same. When a later run
 * cannot be run, the proof ends with what is known.
 * @throws {ConfigurationError} with all problems of the first run, before k6 is started
 */
export async function proveTest({
  test: { observed = [], ...test },
  id,
  stop,
  say,
  ...level
}: ProofRequest): Promise<Proof> {
  // A fault affects every sample, and a run is short.
  const files = { ...test.files, isOneSampleEnough: true };
  const { spec } = prepareRun(levelRequest(test, level, id));
  throwProblems(proxyFilesProblem(spec));
  const { host, port } = endpointOf(spec.target);
  const gate = await PhaseGate.start();
  const proxy = await FaultProxy.start(host, port).catch(async (error: unknown) => {
    await gate.stop();
    throw error;
  });
  const config = { hosts: { [`${host}:${port}`]: proxy.address } };
  // A proxy accepts connections also while the system refuses them, and would hide the reason.
  const hasAnswered = await accepts(host, port);
  const variables = { ...test.variables, [OWN.gate]: gate.url };
  let number = 0;
  let isLoadAnnounced = false;
  const runWith = async (fault: Fault) => {
    number += 1;
    say(`run ${number}: ${faultText(fault)}`);
    const before = duringLoad(proxy, fault, spec);
    gate.before = {
      ...before,
      load: () => {
        isLoadAnnounced = true;
        before.load();
      },
    };
    try {
      return await runLevel({ ...test, variables, files }, level, `${id}-${number}`, {
        ...((hasAnswered || fault.kind !== 'none') && { k6Config: config }),
        stop,
        madeBy: id,
        ...(fault.kind !== 'none' && { fault: faultText(fault) }),
      });
    } finally {
      // A run that ends before its clean-up does not announce it.
      await before['clean-up']();
    }
  };
  try {
    const healthy = await runWith({ kind: 'none' });
    const measured = isUsable(healthy) ? measuredIn(spec, healthy) : [];
    const { faults: planned, outOfReach } = planFaults(measured, spec.journeys);
    const faults = [...planned];
    const runs: FaultRun[] = [];
    const proofs = () => proofsOf(spec.thresholds, healthy, { faults, outOfReach, runs });
    let failure = isUsable(healthy) && !isLoadAnnounced ? NOT_ANNOUNCED : undefined;
    // Second delays are added behind the fault that shows them, so the list grows while it is done.
    for (const [index, one] of faults.entries()) {
      if (failure !== undefined) break;
      if (stop.stopped || isDone(one, proofs())) continue;
      failure = await addRun(runs, one.fault, runWith, say, () => stop.stopped !== undefined);
      if (failure === undefined)
        faults.splice(index + 1, 0, ...secondDelays(one, heldIn(runs.at(-1), one, measured)));
    }
    const also = runs.map((run) => ({ ...run, alsoBroken: alsoBroken(spec.thresholds, run, healthy) }));
    const thresholds = [...proofs(), ...observed.flatMap(({ series }) => unobserved(series))];
    return { spec, healthy, runs: also, thresholds, ...(failure !== undefined && { failure }) };
  } finally {
    await Promise.all([proxy.stop(), gate.stop()]);
  }
}

/**
 * Adds a run with a fault. A starved run is repeated once, because another program may have used the CPU for a moment. It stays
 * when the repeat cannot be run.
 * @returns why the run, or its repeat, could not be run
 */
export async function addRun(
  runs: FaultRun[],
  fault: Fault,
  runWith: (fault: Fault) => Promise<Result>,
  say: (line: string) => void,
  isStopped: () => boolean,
): Promise<string | undefined> {
  let what = 'could not be run';
  try {
    const result = await runWith(fault);
    runs.push({ fault, result });
    if (starved(result.aggregate).length === 0 || isStopped()) return undefined;
    say(`${result.spec.runId} was starved, so it proves nothing: it is repeated once`);
    what = 'was starved, and could not be repeated';
    runs.splice(-1, 1, { fault, result: await runWith(fault) });
    return undefined;
  } catch (error) {
    return `the run with ${faultText(fault)} ${what}: ${errorText(error)}`;
  }
}

function isDone({ aims }: PlannedFault, proofs: readonly ThresholdProof[]): boolean {
  const open = proofs.filter((proof) => proof.outcome !== 'proved' && proof.healthy !== undefined);
  return !open.some((proof) => aims.includes(keyOf(proof)));
}

function measuredIn({ thresholds }: RunSpec, healthy: Result): Measured[] {
  return thresholds.flatMap((threshold) => {
    const { measured, outcome } = seenIn(threshold, healthy);
    return measured === undefined || outcome !== 'held' ? [] : [{ threshold, healthy: measured }];
  });
}

/** The thresholds on observed series. A proof does not observe them. */
function unobserved(series: readonly ObservedSeries[]): ThresholdProof[] {
  return thresholdsOfSeries(series).map(({ id, level, ...rest }) => ({
    id,
    level,
    bound: boundText(rest),
    outcome: 'could not be reached',
    reason: 'its source is not read: a fault on the way to the system does not change what is observed there',
  }));
}

/** The thresholds that a fault aims at and that held in its run. */
function heldIn(run: FaultRun | undefined, { aims }: PlannedFault, measured: readonly Measured[]) {
  if (!run || run.result.verdict === 'invalid') return [];
  return measured.flatMap(({ threshold, healthy }) => {
    const { outcome, measured: delayed } = seenIn(threshold, run.result);
    if (!aims.includes(keyOf(threshold)) || outcome !== 'held' || delayed === undefined) return [];
    return [{ threshold, healthy, delayed }];
  });
}

/**
 * Injects the fault from the first request of the load until all its iterations have ended, but not during set-up, warm-up or
 * clean-up. The clean-up begins when no request of the load can reach the system any more.
 */
function duringLoad(proxy: FaultProxy, fault: Fault, spec: RunSpec): BeforePhases {
  let warmingUp: NodeJS.Timeout | undefined;
  return {
    load: () => {
      if (spec.warmUpMs === undefined) proxy.set(fault);
      else warmingUp = setTimeout(() => proxy.set(fault), connectingMs(spec));
    },
    'clean-up': () => {
      clearTimeout(warmingUp);
      return proxy.clear();
    },
  };
}

/** Whether the system accepts a connection. */
function accepts(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: LONGEST_CONNECT_MS });
  return new Promise((done) => {
    for (const event of ['connect', 'error', 'timeout'])
      socket.once(event, () => {
        socket.destroy();
        done(event === 'connect');
      });
  });
}

const DEFAULT_PORTS = { http: '80', https: '443' };

/**
 * Host and port that k6 dials.
 * @param target `host:port` or a URL. A suite may add words to it, such as `host:port (TLS)`
 */
export function endpointOf(target: string): { host: string; port: number } {
  for (const word of target.split(' ')) {
    const [, scheme, rest = word] = /^(https?):\/\/([^/?#]*)/i.exec(word) ?? [];
    const at = readHostAndPort(rest);
    const port = at?.port ?? DEFAULT_PORTS[scheme?.toLowerCase() as keyof typeof DEFAULT_PORTS];
    if (!at || port === undefined) continue;
    if (!at.text.startsWith('[')) return { host: at.text, port: Number(port) };
    const message =
      'k6 cannot dial a proxy instead of an IPv6 address: write 127.0.0.1, or a name of the system';
    throw new ConfigurationError([{ code: 'option-value', where: target, message }]);
  }
  const message = 'names no host and port that a proxy can replace: write host:port';
  throw new ConfigurationError([{ code: 'option-value', where: target, message }]);
}
