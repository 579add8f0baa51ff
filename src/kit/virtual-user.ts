import * as exec from 'k6/execution';
import type { Pause } from '../load/pause';
import { dueInstants } from '../load/schedule';
import { type LoadStep, stepAt } from '../load/steps';
import { countCalls } from './calls';
import { type Journey, Pass, runPass } from './journey';
import { lookUpAccounts } from './secrets';
import { accountOf, plannedJourney, type RunData, type SignIn, TokenSession } from './session';
import { useSettings } from './settings';

let session: TokenSession | undefined;

/**
 * The session of the virtual user that asks, if the system has accounts: number k mod sessions. All journeys of a user share it. The tokens of the
 * others are let go: sixty of them are a tenth of what a virtual user weighs.
 */
export function sessionOf(data: RunData, signIn: SignIn | undefined): TokenSession | undefined {
  if (session || !signIn) return session;
  const { sessions = [], firstSession, accounts, signedInAtMs, tokenLifeMs } = data;
  const index = (__VU - 1) % sessions.length;
  const account = () => accountOf(firstSession + index, accounts);
  session = new TokenSession(sessions[index] ?? '', account, signIn, signedInAtMs, tokenLifeMs);
  delete data.sessions;
  return session;
}

/** Finds what the session of the virtual user that asks is renewed with; undefined when the environment holds it. */
export function findAccount({
  sessions = [],
  firstSession,
  accounts,
}: RunData): Promise<unknown> | undefined {
  return lookUpAccounts([((firstSession + ((__VU - 1) % sessions.length)) % accounts) + 1]);
}

/** A virtual user as one journey keeps it from pass to pass. */
export class VirtualUser {
  private readonly session: TokenSession | undefined;
  private readonly dueMs: (pass: number) => number;
  private readonly mark: string;
  private readonly steps: readonly LoadStep[];
  private readonly startMs: number;
  private readonly maxDurationMs: number;
  private readonly pauseMs: Pause | undefined;
  /** Asking `exec` for it makes a new object each time. */
  private readonly scenario = exec.scenario;
  private readonly scenarioStart = exec.scenario.startTime;
  private step = 0;

  /** Must be made within a pass: it asks k6 which user this is. */
  constructor(
    private readonly name: string,
    private readonly journey: Journey,
    data: RunData,
    signIn: SignIn | undefined,
  ) {
    const planned = plannedJourney(data, name);
    useSettings(data.settings);
    if (data.countsCalls) countCalls();
    this.maxDurationMs = planned.maxDurationMs;
    this.pauseMs = planned.pauseMs;
    this.session = sessionOf(data, signIn);
    this.dueMs = dueInstants(planned.schedule);
    this.startMs = planned.schedule.startMs;
    this.mark = data.mark;
    this.steps = data.steps;
    if (data.system !== undefined) exec.vu.metrics.tags.system = data.system;
  }

  /** One pass, as k6 has it start. */
  pass(): void | Promise<void> {
    const number = this.scenario.iterationInTest;
    const elapsedMs = Date.now() - this.scenarioStart;
    if (this.steps.length > 0) this.tagStep(elapsedMs + this.startMs);
    const pass = new Pass(number, this.mark, this.session, this.maxDurationMs, this.pauseMs);
    // k6 gives the start in whole ms since the epoch; a pass is never early, only that clock is coarse.
    const delayMs = elapsedMs - this.dueMs(number);
    return runPass(this.name, this.journey, pass, delayMs > 0 ? delayMs : 0);
  }

  private tagStep(ms: number): void {
    const step = stepAt(this.steps, ms);
    if (step === this.step) return;
    this.step = step;
    exec.vu.metrics.tags.step = String(step);
  }
}
