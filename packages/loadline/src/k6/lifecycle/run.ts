import { test } from 'k6/execution';
import type { Options } from 'k6/options';
import { HTTP_PROXIES } from '../../core/network/proxies';
import { changingOptions, changingVariables, type K6Settings } from '../../core/spec/k6-variables';
import type { RunDescription } from '../../core/spec/run-description';
import { newRunId, runIdProblem } from '../../core/spec/run-id';
import { plannedPasses } from '../../core/spec/schedule';
import { formatDuration } from '../../core/text/duration';
import { LOG_LEVELS } from '../../core/text/log-level';
import { ConfigurationError, type Problem, throwProblems } from '../../core/text/problem';
import { countsCalls } from '../../core/thresholds/thresholds';
import type { RunPlan } from '../../core/verdict/result';
import { type AnyAccount, readAccounts } from '../auth/accounts';
import { lookUpAccounts } from '../auth/secrets';
import { accountOf, FOREVER_MS, type PlannedJourney, type RunData, TokenSession } from '../auth/session';
import { type CallName, PhaseCaller, useFullNames } from '../measure/calls';
import { enterCleanUp } from '../measure/clock';
import { log } from '../measure/log';
import * as metrics from '../measure/metrics';
import { Env } from '../user/env';
import { useSettings } from '../user/settings';
import type { Suite } from '../user/suite-definition';
import { withFullNames } from './call-names';
import { readDrainWithin, waitUntilDrained } from './drained';
import { findAccounts } from './find-accounts';
import { frozenLoad } from './frozen-load';
import { checkHealth } from './health';
import { type Instance, markOf, ownShare } from './instance';
import { COMMON, setUpTimeout } from './k6-options';
import { openSessions } from './open-sessions';
import { checkFolder } from './out-folder';
import { type LoadPlan, type Profiles, planLoad, suiteNames } from './plan';
import { refuseOthers } from './refuse-others';
import { shapeOf } from './shape-of';
import { type SummaryData, summarize } from './summary';
import { readSweep, type Sweep, sweepOptions } from './sweep';
import { systemTag } from './system-tag';
import { shortestLifeMs } from './token-life';

/** A run before it starts: its variables, its plan, its accounts. */
export class RunControl {
  readonly env: Env;
  readonly plan: LoadPlan;
  readonly accounts: readonly AnyAccount[];
  readonly runId: string;
  /** Existing folder for the run's files. */
  readonly out: string | undefined;
  /** What the result is called there. Whoever names it otherwise tells the user about the run himself. */
  readonly resultFile: string | undefined;
  /** Sessions to open, by all instances: one for each account, or `MAX_SESSIONS`; never more than virtual users. */
  readonly sessionCount: number;
  private readonly calls: readonly CallName[];
  private readonly fullNames: RunData['fullNames'];
  private readonly target: string;
  /** Clean up after other runs, and do nothing else. */
  private readonly sweep: Sweep | undefined;
  private readonly instance: Instance;
  private readonly drainWithinMs: number;

  /**
   * @throws {ConfigurationError} when no plan can be made. Missing accounts alone do not throw: `k6 inspect` and
   * `k6 archive` need none. They stay in `env.problems`, for set-up to throw.
   */
  constructor(
    private readonly suite: Suite,
    callNames: readonly CallName[],
    variables: Readonly<Record<string, string | undefined>>,
    private readonly profiles: Profiles,
  ) {
    const { calls, fullNames } = withFullNames(callNames);
    this.calls = calls;
    this.fullNames = fullNames;
    useFullNames(fullNames);
    this.env = new Env(variables);
    this.runId = this.env.text('RUN_ID') ?? newRunId(new Date());
    const noId = runIdProblem(this.runId);
    if (noId !== undefined) this.env.problems.push({ where: 'RUN_ID', message: noId });
    this.out = this.env.text('OUT');
    this.resultFile = variables.RESULT_FILE || undefined;
    if (this.out !== undefined) checkFolder(this.out, variables.PWD, this.env.problems);
    this.env.problems.push(...changingVariables(variables));
    this.target = suite.target(this.env);
    if (calls.some(({ protocol }) => protocol === 'http'))
      for (const name of HTTP_PROXIES) this.env.proxy(name);
    refuseOthers(this.env);
    suite.data?.(this.env);
    this.env.choice('LOG_LEVEL', LOG_LEVELS, 'info');
    this.env.text('LOCATION');
    if (typeof suite.health === 'function' || suite.drained) this.env.flag('SKIP_HEALTH');
    this.drainWithinMs = suite.drained ? readDrainWithin(this.env) : 0;
    const maxSessions = suite.signIn ? this.env.integer('MAX_SESSIONS', undefined) : 0;
    const of = this.env.integer('INSTANCES', 1) ?? 1;
    this.instance = { of, number: this.env.integer('INSTANCE', 1, 1, of) ?? 1 };
    this.sweep = readSweep(this.env);
    const plan = planLoad(suite, calls, this.env, of, profiles);
    const isPlanned = plan !== undefined && this.env.problems.length === 0;
    this.accounts = suite.signIn ? readAccounts(this.env, suite.signIn.fields) : [];
    if (!isPlanned) throw new ConfigurationError(this.env.problems);
    suite.needs?.(this.env);
    this.plan = plan;
    this.sessionCount = Math.min(maxSessions ?? Math.max(1, this.accounts.length), plan.virtualUsers);
  }

  /** What k6 is told to do. */
  get options(): Options {
    if (this.sweep) return sweepOptions(COMMON);
    return { ...this.plan.options, setupTimeout: setUpTimeout(this.drainWithinMs) };
  }

  /** The plan in words, a line each: what will be run against what, and where each setting comes from. */
  describe(): string[] {
    const { plan, suite } = this;
    const settings = this.env.shownSettings.map(({ name, value, source }) => `${name}=${value} (${source})`);
    const sessions = `, ${this.sessionCount} sessions over ${this.accounts.length} accounts`;
    const first = [
      `loadline: suite ${suite.name}, run ${this.runId}, against ${this.target}`,
      `settings: ${settings.join(', ')}`,
    ];
    if (plan.isDebug)
      return [
        ...first,
        `debug: one user, one iteration of each journey (${plan.journeys.map(({ name }) => name).join(', ')}), no thresholds`,
      ];
    return [
      ...first,
      `profile ${plan.profile}: ${plan.users} users, ${formatDuration(Math.round(plan.loadMs))}, ${plan.virtualUsers} virtual users${suite.signIn ? sessions : ''}`,
      ...Object.entries(plan.schedules).map(
        ([name, schedule]) => `journey ${name}: ${plannedPasses(schedule).min} passes planned`,
      ),
    ];
  }

  /** Every variable that was read and has a value, as text. */
  get settings(): Record<string, string> {
    return Object.fromEntries(this.env.settings.map(({ name, value }) => [name, value]));
  }

  /**
   * Asks the tested system how it is, then opens the sessions.
   * @returns what every virtual user is to know
   * @throws {ConfigurationError} when accounts are missing
   * @throws {Error} when the system is not well, or a sign-in is refused
   */
  async setUp(): Promise<RunData> {
    useSettings(this.settings);
    metrics.zeroCounters();
    throwProblems([...this.env.problems, ...changingOptions(test.options as K6Settings)]);
    if (this.sweep) return this.openSweep(this.sweep);
    throwProblems(this.frozen);
    for (const line of this.describe()) log.info(line);
    const { steps, journeys, loadMs } = this.plan;
    const { health, signIn } = this.suite;
    const accounts = await findAccounts(this.accounts, signIn?.fields);
    const versions = checkHealth(health, this.target);
    const { first: firstSession, count } = ownShare(this.sessionCount, this.instance);
    const signedInAtMs = Date.now();
    const opened = signIn && (await openSessions(firstSession, count, accounts, signIn));
    const tokenLifeMs = shortestLifeMs(opened ?? []);
    const { drained } = this.suite;
    if (drained && !this.plan.isDebug)
      await waitUntilDrained(drained, this.callerIn('setup', opened?.[0]?.token, firstSession), {
        target: this.target,
        mark: markOf(this.runId, this.instance),
        instances: this.instance.of,
      });
    return {
      runId: this.runId,
      mark: markOf(this.runId, this.instance),
      firstSession,
      signedInAtMs,
      tokenLifeMs,
      startedAtMs: Date.now(),
      loadMs,
      ...(versions && { versions, system: systemTag(versions) }),
      ...(opened && { sessions: opened.map(({ token }) => token) }),
      accounts: this.accounts.length,
      journeys: Object.fromEntries(
        journeys.map(({ name, schedule, maxDurationMs, pauseMs, calls }) => [
          name,
          JSON.stringify({ schedule, maxDurationMs, pauseMs, calls } satisfies Partial<PlannedJourney>),
        ]),
      ),
      settings: this.settings,
      countsCalls: countsCalls(this.plan.rules),
      ...(this.fullNames && { fullNames: this.fullNames }),
      steps,
    };
  }

  /** @param token of the first session of this instance */
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

  /** A session for each account: records may belong to whoever made them. */
  private async openSweep(sweep: Sweep): Promise<RunData> {
    const { signIn } = this.suite;
    const accounts = await findAccounts(this.accounts, signIn?.fields);
    const opened = signIn && (await openSessions(0, accounts.length, accounts, signIn));
    return {
      runId: this.runId,
      mark: markOf(this.runId, this.instance),
      sweep,
      firstSession: 0,
      signedInAtMs: 0,
      tokenLifeMs: FOREVER_MS,
      startedAtMs: 0,
      loadMs: 0,
      ...(opened && { sessions: opened.map(({ token }) => token) }),
      accounts: accounts.length,
      journeys: {},
      settings: this.settings,
      countsCalls: false,
      steps: [],
    };
  }

  /**
   * Removes what the run made. A clean-up that fails does not throw: k6 would end with that, whatever the load has shown.
   * @param data as set-up made it, in the run that is over now; empty when that was stopped before it had made anything
   */
  async tearDown(data: RunData | undefined): Promise<void> {
    if (!data?.settings) return;
    enterCleanUp();
    useSettings(data.settings);
    const { cleanUp, signIn } = this.suite;
    if (cleanUp === 'none') return;
    // Set-up has found them, but k6 has made another script of this bundle since.
    await lookUpAccounts(this.accounts, signIn?.fields);
    const caller = this.callerIn('teardown', data.sessions?.[0], data.firstSession);
    try {
      metrics.recordsLeft.add(await cleanUp(caller, data));
    } catch (error) {
      log.error(`the clean-up failed, counted as one record left: ${error}`);
      metrics.recordsLeft.add(1);
    }
  }

  private get runPlan(): RunPlan {
    const { profile, users, loadMs, schedules } = this.plan;
    const { target, runId } = this;
    const debug = this.plan.isDebug ? { debug: true as const } : {};
    const settings = this.env.shownSettings;
    return { suite: this.suite.name, runId, profile, users, loadMs, target, schedules, settings, ...debug };
  }

  /** What a reader of the bundle can know of the run. */
  get description(): RunDescription {
    const { profile, users, curve, loadMs, journeys, rules } = this.plan;
    const { problems } = this.env;
    return {
      suite: this.suite.name,
      names: suiteNames(this.suite, this.calls, this.profiles),
      tags: Object.values(this.suite.journeys).flatMap(({ tags }) => tags),
      variables: this.env.names,
      target: this.target,
      profile,
      users,
      curve,
      loadMs,
      journeys,
      sessions: this.sessionCount,
      isDebug: this.plan.isDebug,
      rules,
      settings: this.env.shownSettings,
      problems,
      plan: this.runPlan,
      shape: shapeOf(this.plan),
    };
  }

  /** The end of the run, as k6's `handleSummary` wants it. */
  summarize(data: SummaryData): Record<string, string> {
    // A sweep tells what it does while it does it.
    if (this.sweep) return {};
    // As set-up chose it, if it came so far.
    const made = data.setup_data as Partial<RunData> | undefined;
    // k6 writes this object to --summary-export after us: the tokens must not go there.
    delete data.setup_data;
    const run: RunPlan = {
      ...this.runPlan,
      ...(made?.runId !== undefined && { runId: made.runId }),
      ...(made?.startedAtMs !== undefined && { startedAtMs: made.startedAtMs }),
      ...(made?.versions && { versions: made.versions }),
    };
    const place = { folder: this.out, resultFile: this.resultFile };
    return summarize(data, this.plan, run, place, { refused: this.frozen });
  }

  private get frozen(): Problem[] {
    return frozenLoad(this.plan.options.scenarios, test.options.scenarios);
  }
}
