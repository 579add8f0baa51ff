import * as exec from 'k6/execution';
import { dueInstants } from '../load/schedule';
import { type LoadStep, stepAt } from '../load/steps';
import { type Journey, Pass, runPass } from './journey';
import { accountOf, BearerSession, type RunData, type SignIn } from './session';
import { useSettings } from './settings';

/** Text that every record made in a run carries, so that it can be found and removed. */
export function markOf(runId: string): string {
  return `loadline-${runId}`;
}

let session: BearerSession | undefined;

/**
 * The session of the virtual user that asks: number k mod sessions. All journeys of a user share it. The tokens of the
 * others are let go: sixty of them are a tenth of what a virtual user weighs.
 */
export function sessionOf(data: RunData, signIn: SignIn): BearerSession {
  if (session) return session;
  const { sessions = [], accounts } = data;
  const index = (__VU - 1) % sessions.length;
  session = new BearerSession(sessions[index] ?? '', () => accountOf(index, accounts), signIn);
  delete data.sessions;
  return session;
}

/** A virtual user as one journey keeps it from pass to pass. */
export class VirtualUser {
  private readonly session: BearerSession;
  private readonly dueMs: (pass: number) => number;
  private readonly mark: string;
  private readonly steps: readonly LoadStep[];
  private readonly startMs: number;
  private readonly maxDurationMs: number;
  /** Asking `exec` for it makes a new object each time. */
  private readonly scenario = exec.scenario;
  private readonly scenarioStart = exec.scenario.startTime;
  private step = 0;

  /** Must be made within a pass: it asks k6 which user this is. */
  constructor(
    private readonly name: string,
    private readonly journey: Journey,
    data: RunData,
    signIn: SignIn,
  ) {
    const planned = data.journeys[name];
    if (!planned) throw new Error(`journey "${name}" was not planned`);
    useSettings(data.settings);
    this.maxDurationMs = planned.maxDurationMs;
    this.session = sessionOf(data, signIn);
    this.dueMs = dueInstants(planned.schedule);
    this.startMs = planned.schedule.startMs;
    this.mark = markOf(data.runId);
    this.steps = data.steps;
  }

  /** One pass, as k6 has it start. */
  pass(): void | Promise<void> {
    const number = this.scenario.iterationInTest;
    const elapsedMs = Date.now() - this.scenarioStart;
    if (this.steps.length > 0) this.tagStep(elapsedMs + this.startMs);
    const pass = new Pass(number, this.mark, this.session, this.maxDurationMs);
    // k6 gives the start in whole ms since the epoch; a pass is never early, only that clock is coarse.
    return runPass(this.name, this.journey, pass, Math.max(0, elapsedMs - this.dueMs(number)));
  }

  private tagStep(ms: number): void {
    const step = stepAt(this.steps, ms);
    if (step === this.step) return;
    this.step = step;
    exec.vu.metrics.tags.step = String(step);
  }
}
