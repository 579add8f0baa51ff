import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  afterEvent,
  EventLog,
  eventId,
  type LiveEvent,
  type LivePageState,
  NOTHING_KNOWN,
} from './live-events';

const PART = fc.constantFrom('head', 'figures', 'log');
const STATES = fc.array(fc.dictionary(PART, fc.oneof(fc.string({ maxLength: 3 }), fc.constant(null))), {
  maxLength: 80,
});

/** What happens to the stream of a page before an event. */
const FATE = fc.record({
  isOpen: fc.boolean(),
  isReloaded: fc.boolean(),
  again: fc.option(fc.nat({ max: 10 })),
});

it('a stream with any interruptions gives the same state as one without', () => {
  const fates = fc.array(FATE, { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(STATES, fates, (states, plan) => {
      // Only three events are kept, so a page often misses more than that.
      const log = new EventLog('a', 3);
      const told: LiveEvent[] = [];
      let whole: LivePageState = NOTHING_KNOWN;
      let cut: LivePageState = NOTHING_KNOWN;
      let lastId: string | undefined;
      const take = (events: readonly LiveEvent[]) => {
        for (const event of events) {
          cut = afterEvent(cut, event);
          lastId = eventId(event);
        }
      };
      for (const event of log.since(undefined)) whole = afterEvent(whole, event);
      take(log.since(undefined));
      states.forEach((parts, index) => {
        const { isOpen, isReloaded, again } = plan[index % plan.length] ?? {};
        const event = log.tell(parts);
        if (event) {
          told.push(event);
          whole = afterEvent(whole, event);
        }
        if (isReloaded) [cut, lastId] = [NOTHING_KNOWN, undefined];
        if (isOpen) take(log.since(lastId));
        // An event that arrives a second time, or without the events before it, changes nothing.
        const stray = again === null || again === undefined ? undefined : told.at(-1 - again);
        const isNext = stray !== undefined && stray.seq === cut.seq + 1 && cut.boot === 'a';
        if (stray && !isNext) cut = afterEvent(cut, stray);
      });
      take(log.since(lastId));
      expect(cut).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

it('a console that was started again sends the whole state', () => {
  const [before, after] = [new EventLog('a'), new EventLog('b')];
  before.tell({ head: '1' });
  const state = before.since(undefined).reduce(afterEvent, NOTHING_KNOWN);
  after.tell({ head: '2', log: 'x' });
  expect(after.since('a-1').reduce(afterEvent, state)).toEqual({
    boot: 'b',
    seq: 1,
    parts: { head: '2', log: 'x' },
  });
  const change = after.tell({ head: '3' });
  expect(change && afterEvent(state, change)).toBe(state);
});
