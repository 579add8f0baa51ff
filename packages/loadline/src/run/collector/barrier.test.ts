import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Barrier, Refused } from './barrier';

const BOOT = ['', 'boot-1', 'boot-2', 'boot-3'] as const;
const counted = { started: 1, done: 1, failed: 0, calls: 4 };

function setUp(instances = 2) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let now = 1_000_000;
  const lines: string[] = [];
  const make = () =>
    new Barrier(
      join(folder, 'state.json'),
      instances,
      (line) => lines.push(line),
      () => now,
    );
  const ready = (barrier: Barrier, number: 1 | 2 | 3, boot: string = BOOT[number], spec = 'spec') =>
    barrier.ready(number, { boot, spec, lastsMs: 60_000 });
  const wait = (ms: number) => {
    now += ms;
  };
  return { barrier: make(), make, ready, wait, lines };
}

it('gives no start until all instances are ready, and then the same start time to all', () => {
  const { barrier, ready, wait } = setUp();
  expect(ready(barrier, 1)).toEqual({ atMs: 1_000_000 });
  wait(500);
  expect(ready(barrier, 2)).toEqual({ atMs: 1_000_500, startInMs: 2_000 });
  wait(300);
  expect(ready(barrier, 1)).toEqual({ atMs: 1_000_800, startInMs: 1_700 });
  expect(barrier.endsAtMs).toBe(1_000_500 + 2_000 + 60_000);
});

it('refuses a second process of an instance, and records it', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  expect(() => ready(barrier, 1, 'another')).toThrow('another process is instance 1 already');
  expect(barrier.twice).toEqual([1]);
  // The first process continues.
  expect(ready(barrier, 1)).toEqual({ atMs: 1_000_000 });
});

it('refuses an instance with another load', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  expect(() => ready(barrier, 2, BOOT[2], 'other')).toThrow('instance 2 was told of another load');
  expect(() => ready(barrier, 1)).toThrow(Refused);
});

it('stops all instances when one was silent for 15 s, unless it has delivered its files', () => {
  const { barrier, ready, wait } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  wait(3_000);
  for (let s = 0; s < 10; s++) {
    wait(2_000);
    expect(barrier.beat(1, { boot: BOOT[1], counted }).stop).toBeUndefined();
    if (s < 3) barrier.beat(2, { boot: BOOT[2], counted });
    barrier.look();
  }
  wait(2_000);
  barrier.look();
  expect(barrier.beat(1, { boot: BOOT[1], counted }).stop).toEqual({
    by: 'error',
    detail: 'instance 2 has said nothing for 15 s',
  });

  const well = setUp();
  well.ready(well.barrier, 1);
  well.ready(well.barrier, 2);
  well.wait(3_000);
  well.barrier.done(1, { boot: BOOT[1], exit: 0 });
  well.barrier.done(2, { boot: BOOT[2], exit: 0 });
  well.wait(60_000);
  well.barrier.look();
  expect(well.barrier.stop).toBeUndefined();
});

it('stops all instances when a threshold with `abort` breaks on one', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  barrier.beat(2, { boot: BOOT[2], counted, stopped: { by: 'threshold', detail: 'journeys.crud.failed' } });
  expect(barrier.beat(1, { boot: BOOT[1], counted }).stop).toEqual({
    by: 'threshold',
    detail: 'instance 2: journeys.crud.failed',
  });
});

it('stops all when one was interrupted and has delivered', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  barrier.done(2, { boot: BOOT[2], exit: 105 });
  expect(barrier.beat(1, { boot: BOOT[1], counted }).stop?.detail).toBe('instance 2 was interrupted');
});

it('a server that restarts continues with its state; without it, it knows no instance', () => {
  const { barrier, make, ready, wait } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  wait(20_000);
  const again = make();
  again.look();
  expect(again.beat(1, { boot: BOOT[1], counted }).stop).toBeUndefined();
  expect(again.arrived).toEqual([1, 2]);

  const other = setUp();
  expect(() => other.barrier.beat(1, { boot: BOOT[1], counted })).toThrow('instance 1 is unknown here');
});
