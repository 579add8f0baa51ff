import { showLength } from '../../core/text/numbers';
import type { Progress, ProgressView } from './progress';
import { loadDoneText, progressLine, setUpText } from './progress-text';

/** Time between two lines, in ms: at first, and once a phase has taken `LATER_FROM_MS`. */
const APART_MS = 10_000;
const APART_LATER_MS = 60_000;
const LATER_FROM_MS = 600_000;

/** Progress on a pipe or in a log, where every line stays: one line for each phase, and one from time to time. */
export class ProgressLog implements ProgressView {
  #last: Progress | undefined;
  #nextMs = APART_MS;

  constructor(private readonly say: (line: string) => void) {}

  show(progress: Progress): void {
    const last = this.#last;
    this.#last = progress;
    if (last && last.phase !== progress.phase) {
      this.#tellEnd(last, progress);
      this.#nextMs = APART_MS;
    }
    if (progress.phaseMs < this.#nextMs) return;
    // A late tick gets one line, not one for each that was due.
    const apartMs = progress.phaseMs < LATER_FROM_MS ? APART_MS : APART_LATER_MS;
    this.#nextMs = (Math.floor(progress.phaseMs / apartMs) + 1) * apartMs;
    this.say(this.#line(progress));
  }

  judging(): void {
    const last = this.#last;
    if (last?.phase === 'load') this.say(`load done: ${loadDoneText(last)}`);
    if (last?.phase === 'clean-up') this.say(`clean-up done in ${length(last.phaseMs)}`);
    this.#last = undefined;
  }

  clear(): void {}

  #tellEnd(last: Progress, now: Progress): void {
    if (last.phase === 'set-up') this.say(`set-up done in ${length(last.phaseMs)}: ${setUpText(now)}`);
    if (now.phase === 'clean-up') this.say(`load done: ${loadDoneText(now)}`);
  }

  #line(progress: Progress): string {
    const { phase, phaseMs } = progress;
    if (phase === 'load') return progressLine(progress);
    return `${phase}: ${length(phaseMs)}${phase === 'set-up' ? `, ${setUpText(progress)}` : ''}`;
  }
}

function length(ms: number): string {
  return showLength(Math.floor(ms / 1_000) * 1_000);
}
