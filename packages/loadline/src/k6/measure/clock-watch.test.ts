import { expect, it } from 'vitest';
import { ClockWatch } from './clock-watch';

/** A watch over two clocks. @returns a look after some time, in which the wall clock is set by some ms */
function watched() {
  let monotonicMs = 10.25;
  let wallMs = 1_795_000_000_000;
  let readMs = 0;
  const watch = new ClockWatch(
    () => (monotonicMs += readMs),
    () => Math.floor(wallMs),
  );
  watch.look();
  return (afterMs: number, setByMs = 0, takesMs = 0) => {
    monotonicMs += afterMs;
    wallMs += afterMs + setByMs;
    readMs = takesMs;
    const stepMs = watch.look();
    wallMs += 2 * takesMs;
    return stepMs;
  };
}

it('finds a step of the clock forward and back, once', () => {
  const look = watched();
  expect(look(50.4)).toBe(0);
  expect(look(50, 10_000)).toBeCloseTo(10_000, -1);
  expect(look(50)).toBe(0);
  expect(look(50, -500)).toBeCloseTo(-500, -1);
  expect(look(50)).toBe(0);
});

it('a late look is no step, nor is a drift by fractions of a ms', () => {
  const look = watched();
  expect(look(900.7)).toBe(0);
  for (let time = 0; time < 1_000; time++) expect(look(50, 0.4)).toBe(0);
});

it('a look that was interrupted between the clocks leaves it to the next one', () => {
  const look = watched();
  expect(look(50, 0, 900)).toBe(0);
  expect(look(50)).toBe(0);
  expect(look(50, 3_000, 900)).toBe(0);
  expect(look(50)).toBeCloseTo(3_000, -1);
});
