/** The parts of a live page by name: HTML, or data as JSON. `null` means that the page does not show the part. */
export type Parts = Readonly<Record<string, string | null>>;

/** An event of the stream of a run. */
export interface LiveEvent {
  /** Id of the console's process, because a restarted console counts its events from 1 again. */
  readonly boot: string;
  /** Number of the event, from 1. */
  readonly seq: number;
  /** Whether `parts` has all parts. Otherwise it has those that changed since the previous event. */
  readonly isWhole: boolean;
  readonly parts: Parts;
}

/** What a page knows of a run. */
export interface LivePageState {
  readonly boot: string;
  readonly seq: number;
  readonly parts: Parts;
}

export const NOTHING_KNOWN: LivePageState = { boot: '', seq: 0, parts: {} };

/**
 * The state after an event. An event that is already known is ignored, and so is one after a gap: the stream sends the
 * whole state when it cannot continue without a gap.
 */
export function afterEvent(state: LivePageState, { boot, seq, isWhole, parts }: LiveEvent): LivePageState {
  if (isWhole) return { boot, seq, parts };
  if (boot !== state.boot || seq !== state.seq + 1) return state;
  return { boot, seq, parts: { ...state.parts, ...parts } };
}

/** Number of recent events of a run that are kept for pages that reconnect. */
const KEPT = 30;

/** The events of one run, for any number of pages. */
export class EventLog {
  #parts: Parts = {};
  #seq = 0;
  #kept: LiveEvent[] = [];

  /** @param most number of recent events to keep */
  constructor(
    private readonly boot: string,
    private readonly most = KEPT,
  ) {}

  /** Records the current state. @returns the event, or undefined when nothing has changed */
  tell(parts: Parts): LiveEvent | undefined {
    const changed = Object.entries(parts).filter(([name, part]) => this.#parts[name] !== part);
    if (changed.length === 0) return undefined;
    this.#parts = { ...this.#parts, ...parts };
    this.#seq += 1;
    const event = { boot: this.boot, seq: this.#seq, isWhole: false, parts: Object.fromEntries(changed) };
    this.#kept = [...this.#kept, event].slice(-this.most);
    return event;
  }

  /** The events after the last one that a page knows, or the whole state when some of them are no longer kept. */
  since(id: string | undefined): LiveEvent[] {
    const { boot } = this;
    const [, of, last] = /^(.*)-(\d+)$/.exec(id ?? '') ?? [];
    const seq = Number(last);
    if (of === boot && seq <= this.#seq && seq >= this.#seq - this.#kept.length)
      return this.#kept.filter((event) => event.seq > seq);
    return [{ boot, seq: this.#seq, isWhole: true, parts: this.#parts }];
  }
}

/** Id of an event in the stream. */
export function eventId({ boot, seq }: LiveEvent): string {
  return `${boot}-${seq}`;
}
