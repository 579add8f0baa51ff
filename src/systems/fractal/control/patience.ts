import { log, retries } from 'loadline';
import type { HttpAnswer } from 'loadline/http';

/** Calls at the same time: Fractal accepts this many per minute from one address. */
const AT_ONCE = 10;
/** Wait in ms before another attempt when the service does not say how long. */
const UNTOLD_MS = 10_000;
/** Extra wait in ms, because the service counts in whole seconds. */
const MARGIN_MS = 100;

/** Makes calls for many items, some at a time. When the service answers 429, all calls wait as long as it asks for. */
export class Patience {
  private openAtMs = 0;

  /**
   * Does the work for each item, ten at a time. After a failure no more work is started, and the first failure is thrown
   * when the running work has ended.
   */
  async each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
    const failures: unknown[] = [];
    let next = 0;
    const worker = async () => {
      while (next < items.length && failures.length === 0) {
        await work(items[next++] as T).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    if (failures.length > 0) throw failures[0];
  }

  /** Repeats a call until the answer is not 429. The time that k6 allows for set-up or clean-up is the only bound. */
  async call<Reply>(attempt: () => Promise<HttpAnswer<Reply>>): Promise<HttpAnswer<Reply>> {
    for (;;) {
      await this.untilOpen();
      const answer = await attempt();
      if (!('cause' in answer) || answer.cause !== 'status_429') return answer;
      this.close('retryAfter' in answer ? String(answer.retryAfter ?? '') : '');
      retries.add(1);
    }
  }

  private close(retryAfter: string): void {
    const now = Date.now();
    const isOpen = this.openAtMs <= now;
    const waitMs = askedMs(retryAfter, now) ?? UNTOLD_MS;
    this.openAtMs = Math.max(this.openAtMs, now + waitMs + MARGIN_MS);
    if (isOpen) log.info(`the service takes no more calls for now: waiting ${Math.ceil(waitMs / 1_000)} s`);
  }

  private async untilOpen(): Promise<void> {
    for (let leftMs = this.left(); leftMs > 0; leftMs = this.left()) {
      await new Promise<void>((done) => setTimeout(done, leftMs));
    }
  }

  private left(): number {
    return this.openAtMs - Date.now();
  }
}

/**
 * The wait that `Retry-After` asks for, as seconds or as a date, in ms. The package's own waits are too short for it: they
 * are made for iterations, which cannot wait a minute.
 */
function askedMs(header: string, nowMs: number): number | undefined {
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - nowMs : seconds * 1_000;
  return header.trim() === '' || Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
