/** The parts of a live page by name: HTML, or data as JSON. A part that is null is not there. */
export type Parts = Readonly<Record<string, string | null>>;

/** An event of the stream of a run. */
export interface LiveEvent {
  /** Of the console's process: a console that was started again counts from the beginning. */
  readonly boot: string;
  /** Number of the event, from 1. */
  readonly seq: number;
  /** Whether `parts` are all parts. Otherwise they are those that have changed since the event before. */
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
 * The state after an event. An event that is known already changes nothing, and one with a gap before it is not taken: the
 * stream sends the whole state where it cannot go on.
 */
export function afterEvent(state: LivePageState, { boot, seq, isWhole, parts }: LiveEvent): LivePageState {
  if (isWhole) return { boot, seq, parts };
  if (boot !== state.boot || seq !== state.seq + 1) return state;
  return { boot, seq, parts: { ...state.parts, ...parts } };
}

/** Last events of a run that are kept for pages that come back. */
const KEPT = 30;

/** The events of one run, for any number of pages. */
export class EventLog {
  #parts: Parts = {};
  #seq = 0;
  #kept: LiveEvent[] = [];

  /** @param most how many of the last events are kept */
  constructor(
    private readonly boot: string,
    private readonly most = KEPT,
  ) {}

  /** Tells the state now. @returns the event, or undefined when nothing has changed */
  tell(parts: Parts): LiveEvent | undefined {
    const changed = Object.entries(parts).filter(([name, part]) => this.#parts[name] !== part);
    if (changed.length === 0) return undefined;
    this.#parts = { ...this.#parts, ...parts };
    this.#seq += 1;
    const event = { boot: this.boot, seq: this.#seq, isWhole: false, parts: Object.fromEntries(changed) };
    this.#kept = [...this.#kept, event].slice(-this.most);
    return event;
  }

  /** The events for a page that knows those up to an id, or the whole state where some between are gone. */
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
