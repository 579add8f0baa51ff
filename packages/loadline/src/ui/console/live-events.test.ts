import fc from 'fast-check';
import { expect, it } from 'vitest';
import { afterEvent, EventLog, eventId, type LivePageState, NOTHING_KNOWN } from './live-events';

const PART = fc.constantFrom('head', 'figures', 'log');
const STATES = fc.array(fc.dictionary(PART, fc.oneof(fc.string({ maxLength: 3 }), fc.constant(null))), {
  maxLength: 80,
});

it('any cut and reconnection of the stream gives the same state as one go', () => {
  const cuts = fc.array(fc.nat({ max: 6 }), { maxLength: 100 });
  fc.assert(
    fc.property(STATES, cuts, fc.boolean(), (states, plan, isAgainKnown) => {
      const log = new EventLog('a');
      let whole: LivePageState = NOTHING_KNOWN;
      let cut: LivePageState = NOTHING_KNOWN;
      let lastId: string | undefined;
      let isOpen = false;
      const take = (events: ReturnType<EventLog['since']>) => {
        for (const event of events) {
          cut = afterEvent(cut, event);
          lastId = eventId(event);
        }
      };
      for (const event of log.since(undefined)) whole = afterEvent(whole, event);
      states.forEach((parts, index) => {
        const event = log.tell(parts);
        if (event) whole = afterEvent(whole, event);
        const what = plan[index % Math.max(1, plan.length)] ?? 0;
        // A stream that was cut gives nothing, until it is opened again where it was, or by a page that knows nothing.
        if (isOpen && what === 0) isOpen = false;
        else if (isOpen && event) take([event]);
        else if (!isOpen && what > 2) {
          isOpen = true;
          take(log.since(isAgainKnown ? lastId : undefined));
          // Events that come twice change nothing.
          if (what > 4)
            for (const known of log.since('a-0')) if (!known.isWhole) cut = afterEvent(cut, known);
        }
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
