import { test } from 'k6/execution';
import type { Options } from 'k6/options';
import { HTTP_PROXIES } from '../../core/network/proxies';
import type { DrainOrder } from '../../core/spec/drain-order';
import { changingOptions, changingVariables, type K6Settings } from '../../core/spec/k6-variables';
import { OWN } from '../../core/spec/own-variables';
import { newRunId, runIdProblem } from '../../core/spec/run-id';
import { partOf, type RunSpec, SPEC_VERSION, type SuiteInfo } from '../../core/spec/run-spec';
import { LOG_LEVELS } from '../../core/text/log-level';
import { ConfigurationError, type Problem, throwProblems } from '../../core/text/problem';
import { countsCalls } from '../../core/thresholds/k6-thresholds';
import { type AnyAccount, readAccounts } from '../auth/accounts';
import { lookUpAccounts } from '../auth/secrets';
import { accountOf, type RunData } from '../auth/session';
import { TokenSession } from '../auth/token-session';
import { type CallName, PhaseCaller, useFullNames } from '../measure/calls';
import { enterCleanUp } from '../measure/clock';
import { log } from '../measure/log';
import * as metrics from '../measure/metrics';
import { enableTracing } from '../measure/traceparent';
import { Env } from '../user/env';
import { useSettings } from '../user/settings';
import type { Suite } from '../user/suite-definition';
import { withFullNames } from './call-names';
import { cloudOptions } from './cloud-options';
import { drainOptions, readDrainWithin, waitUntilDrained } from './drained';
import { findAccounts } from './find-accounts';
import { frozenLoad } from './frozen-load';
import { specProblems } from './given-spec';
import { checkHealth } from './health';
import { type Instance, markOf, ownShare } from './instance';
import { COMMON, k6Options, setUpTimeout } from './k6-options';
import { loadSpec, type PlanFiles } from './load-spec';
import { noLoad } from './no-load';
import { openSessions, sessionCount } from './open-sessions';
import { openedData } from './opened-data';
import { checkFolder } from './out-folder';
import { planLines } from './plan-lines';
import { journeysAsJson } from './planned-journeys';
import { othersThanAllowed, refuse } from './refuse-others';
import { suiteInfo } from './suite-info';
import { type SummaryData, summarize } from './summary';
import { readSweep, type Sweep, sweepOptions } from './sweep';
import { systemTag } from './system-tag';

/** What a bundle reports to programs that load it outside k6. */
export interface AboutRun {
  readonly spec: RunSpec;
  readonly info: SuiteInfo;
  /** Problems that keep the run from starting, such as missing accounts. */
  readonly problems: readonly Problem[];
}

/** A run in the script that plans, sets up, cleans up and summarizes it: its variables, its spec, its accounts. */
export class RunControl {
  readonly env: Env;
  /** Everything that is decided before the run starts. */
  readonly spec: RunSpec;
  readonly accounts: readonly AnyAccount[];
  readonly runId: string;
  /** Existing folder for the run's files. */
  readonly out: string | undefined;
  /** Name of the result file in that folder. Set when the caller prints its own summary. */
  readonly resultFile: string | undefined;
  private readonly calls: readonly CallName[];
  private readonly fullNames: RunData['fullNames'];
  /** Set when this run only cleans up after other runs. */
  private readonly sweep: Sweep | undefined;
  private readonly instance: Instance;
  private readonly cloud: Pick<Options, 'cloud'>;
  /** How long set-up waits until the system has drained, in ms. 0: it does not wait, as with SKIP_HEALTH. */
  private readonly drainWithinMs: number;
  private readonly drainOrder: DrainOrder | undefined;

  /**
   * @param files files from which a spec is made
   * @param given the spec that was made before k6 was started; absent under plain k6
   * @throws {ConfigurationError} when no spec can be made. Missing accounts alone do not throw, because `k6 inspect` and `k6
   * archive` do not need them. They stay in `env.problems`, and set-up throws them.
   */
  constructor(
    private readonly suite: Suite,
    callNames: readonly CallName[],
    variables: Readonly<Record<string, string | undefined>>,
    private readonly files: PlanFiles,
    private readonly given: RunSpec | undefined,
  ) {
    const { calls, fullNames } = withFullNames(callNames);
    this.calls = calls;
    this.fullNames = fullNames;
    useFullNames(fullNames);
    this.env = new Env(variables);
    this.runId = this.env.text('RUN_ID') ?? newRunId(new Date());
    const noId = runIdProblem(this.runId);
    if (noId !== undefined) this.env.wrong('RUN_ID', noId, 'run-id');
    this.out = this.env.text('OUT');
    this.resultFile = variables[OWN.resultFile] || undefined;
    if (this.out !== undefined) checkFolder(this.out, variables.PWD, this.env.problems);
    this.env.problems.push(...changingVariables(variables));
    const target = suite.target(this.env);
    if (calls.some(({ protocol }) => protocol === 'http'))
      for (const name of HTTP_PROXIES) this.env.proxy(name);
    const others = [
      ...othersThanAllowed(this.env),
      ...(given === undefined ? [] : specProblems(given, suite.name, target)),
    ];
    suite.data?.(this.env);
    // For facts alone, variables that suites read may be missing. Thresholds and plans are still checked.
    if (variables[OWN.facts]) this.env.problems.length = 0;
    this.env.choice('LOG_LEVEL', LOG_LEVELS, 'info');
    this.cloud = cloudOptions(this.env);
    const hasHealth = typeof suite.health === 'function' || suite.drained !== undefined;
    const mayBeIll = hasHealth && this.env.flag('SKIP_HEALTH');
    const drainWithinMs = suite.drained ? readDrainWithin(this.env) : 0;
    this.drainOrder = (variables[OWN.drainOrder] || undefined) as DrainOrder | undefined;
    const maxSessions = suite.signIn ? this.env.integer('MAX_SESSIONS', undefined) : 0;
    const of = this.env.integer('INSTANCES', 1) ?? 1;
    this.instance = { of, number: this.env.integer('INSTANCE', 1, 1, of) ?? 1 };
    this.env.integer('SEED', undefined, 0, 2 ** 31 - 1);
    this.sweep = readSweep(this.env, suite.cleanUp);
    const load = given ?? loadSpec(suite, calls, this.env, of, files);
    const isPlanned = load !== undefined && this.env.problems.length === 0;
    this.accounts = suite.signIn ? readAccounts(this.env, suite.signIn.fields) : [];
    if (others.length > 0) refuse([...others, ...this.env.problems]);
    if (!isPlanned) throw new ConfigurationError(this.env.problems);
    suite.needs?.(this.env);
    this.drainWithinMs = mayBeIll || load.debug ? 0 : drainWithinMs;
    this.spec = given ?? {
      version: SPEC_VERSION,
      loadline: LOADLINE_VERSION,
      suite: suite.name,
      runId: this.runId,
      target,
      ...load,
      sessions: sessionCount(maxSessions, this.accounts.length, load),
      settings: this.env.shownSettings,
      instances: of,
      flat: false,
      ...(this.drainWithinMs > 0 && { drainWithinMs: this.drainWithinMs }),
    };
    enableTracing(this.spec.trace?.perMillion);
  }

  /** k6's options for this run. */
  get options(): Options {
    if (this.sweep) return sweepOptions(COMMON);
    if (this.drainOrder === 'only') return drainOptions(COMMON, this.drainWithinMs);
    const isReadLive = this.given !== undefined;
    const setupTimeout = setUpTimeout(this.drainWithinMs);
    return { ...k6Options(this.spec, isReadLive), ...this.cloud, setupTimeout };
  }

  /** Every variable that was read and has a value, as text. */
  get settings(): Record<string, string> {
    return Object.fromEntries(this.env.settings.map(({ name, value }) => [name, value]));
  }

  /**
   * Checks the health of the tested system, then opens the sessions.
   * @returns the data for every virtual user
   * @throws {ConfigurationError} when accounts are missing
   * @throws {Error} when the system is not healthy, or a sign-in is refused
   */
  async setUp(): Promise<RunData> {
    useSettings(this.settings);
    metrics.zeroCounters();
    throwProblems([...this.env.problems, ...changingOptions(test.options as K6Settings)]);
    if (this.drainOrder === 'only' && !this.sweep) return this.onlyDrain();
    throwProblems(this.frozen);
    if (this.sweep) return this.openSweep(this.sweep);
    const { health, signIn } = this.suite;
    const { steps, loadMs, sessions, target, trace } = this.spec;
    for (const line of planLines(this.spec, signIn && this.accounts.length)) log.info(line);
    const accounts = await findAccounts(this.accounts, signIn?.fields);
    const versions = checkHealth(health, target);
    const { first: firstSession, count } = ownShare(sessions, this.instance);
    const signedInAtMs = Date.now();
    const opened = signIn && (await openSessions(firstSession, count, accounts, signIn));
    await this.drain(opened?.[0]?.token, firstSession);
    return {
      runId: this.runId,
      mark: markOf(this.runId, this.instance),
      firstSession,
      signedInAtMs,
      ...openedData(opened),
      startedAtMs: Date.now() + (this.spec.warmUpMs ?? 0),
      loadMs,
      ...(versions && { versions, system: systemTag(versions) }),
      accounts: this.accounts.length,
      journeys: journeysAsJson(this.spec, this.suite.journeys),
      settings: this.settings,
      countsCalls: countsCalls(this.spec.thresholds),
      ...(this.spec.fault !== undefined && { hasFault: true }),
      ...(trace && { tracedPerMillion: trace.perMillion }),
      ...(this.fullNames && { fullNames: this.fullNames }),
      steps,
    };
  }

  /** Waits until the system has drained, if the run waits for it. @param token token of the first session of this instance */
  private async drain(token: string | undefined, firstSession: number): Promise<void> {
    const { drained } = this.suite;
    if (!drained || this.drainWithinMs === 0) return;
    await waitUntilDrained(drained, this.callerIn('setup', token, firstSession), {
      target: this.spec.target,
      mark: markOf(this.runId, this.instance),
      instances: this.instance.of,
      order: this.drainOrder,
    });
  }

  /** Checks the health of the system and waits until it has drained, and does nothing else. */
  private async onlyDrain(): Promise<RunData> {
    const { health, signIn } = this.suite;
    const accounts = await findAccounts(this.accounts, signIn?.fields);
    checkHealth(health, this.spec.target);
    const opened = signIn && (await openSessions(0, 1, accounts, signIn));
    await this.drain(opened?.[0]?.token, 0);
    return noLoad(this.runId, markOf(this.runId, this.instance), this.settings);
  }

  /** @param token token of the first session of this instance */
  private callerIn(
    phase: 'setup' | 'teardown',
    token: string | undefined,
    firstSession: number,
  ): PhaseCaller {
    const { signIn } = this.suite;
    if (!signIn) return new PhaseCaller(phase, undefined);
    const account = () => accountOf(firstSession, this.accounts.length, signIn.fields);
    return new PhaseCaller(phase, new TokenSession(token ?? '', account, signIn));
  }

  /** Prepares a sweep, with a session for each account, because records may belong to the account that made them. */
  private async openSweep(sweep: Sweep): Promise<RunData> {
    const { signIn } = this.suite;
    const accounts = await findAccounts(this.accounts, signIn?.fields);
    const opened = signIn && (await openSessions(0, accounts.length, accounts, signIn));
    return {
      ...noLoad(this.runId, markOf(this.runId, this.instance), this.settings),
      sweep,
      ...openedData(opened),
      accounts: accounts.length,
    };
  }

  /**
   * Removes the records of the run. It never throws, because k6 would then end with that error, whatever the load has shown.
   * @param data data from set-up; empty when the run was stopped before set-up had made any
   */
  async tearDown(data: RunData | undefined): Promise<void> {
    const { cleanUp, signIn } = this.suite;
    if (!data?.settings || cleanUp === 'none' || this.drainOrder === 'only') return;
    enterCleanUp();
    useSettings(data.settings);
    // Set-up has looked them up, but k6 runs teardown in another script of this bundle.
    await lookUpAccounts(this.accounts, signIn?.fields);
    const caller = this.callerIn('teardown', data.sessions?.[0], data.firstSession);
    try {
      metrics.recordsLeft.add(await cleanUp(caller, data));
    } catch (error) {
      log.error(`the clean-up failed, counted as one record left: ${error}`);
      metrics.recordsLeft.add(1);
    }
  }

  /** Describes the suite and the run, for programs that load the bundle. */
  get about(): AboutRun {
    const { suite, env, spec } = this;
    return {
      spec,
      info: suiteInfo(suite, this.calls, this.files.profiles, env, spec.target),
      problems: env.problems,
    };
  }

  /** Makes the return value of k6's `handleSummary`. */
  summarize(data: SummaryData): Record<string, string> {
    // These runs log their result while they run.
    if (this.sweep || this.drainOrder === 'only') return {};
    // The data of set-up, when it got that far. It has the run ID that set-up chose.
    const made = data.setup_data as Partial<RunData> | undefined;
    // k6 writes this object to --summary-export after this function, and tokens must not be in it.
    delete data.setup_data;
    const facts = {
      ...(made?.startedAtMs !== undefined && { startedAtMs: made.startedAtMs }),
      ...(made?.versions && { versions: made.versions }),
    };
    const spec = { ...partOf(this.spec), runId: made?.runId ?? this.runId };
    const place = { folder: this.out, resultFile: this.resultFile };
    return summarize(data, spec, facts, place, { refused: this.frozen });
  }

  private get frozen(): Problem[] {
    return frozenLoad(this.options.scenarios, test.options.scenarios);
  }
}
