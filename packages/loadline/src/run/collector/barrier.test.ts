import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Barrier, Refused } from './barrier';
import type { DoneRequest, ReadyRequest } from './protocol';

const BOOT = ['', 'boot-1', 'boot-2', 'boot-3'] as const;
const counted = { started: 1, done: 1, failed: 0, calls: 4 };

function setUp(instances = 2) {
  const folder = mkdtempSync(join(tmpdir(), 'loadline-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  let now = 1_000_000;
  const lines: string[] = [];
  const make = () =>
    new Barrier(
      join(folder, 'collector.json'),
      { runId: 'r1', instances },
      (line) => lines.push(line),
      () => now,
    );
  const ready = (barrier: Barrier, number: 1 | 2 | 3, other: Partial<ReadyRequest> = {}) =>
    barrier.ready(number, {
      boot: BOOT[number],
      of: instances,
      versions: { loadline: '1.0.0', k6: '2.2.0' },
      spec: 'spec',
      lastsMs: 60_000,
      ...other,
    });
  const deliver = (barrier: Barrier, number: 1 | 2 | 3, other: Partial<DoneRequest> = {}) => {
    barrier.received(number, BOOT[number], 'run.json', 'hash');
    barrier.done(number, {
      boot: BOOT[number],
      exit: 0,
      files: { 'run.json': 'hash' },
      problems: [],
      ...other,
    });
  };
  const wait = (ms: number) => {
    now += ms;
  };
  return { folder, barrier: make(), make, ready, deliver, wait, lines };
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
  expect(() => ready(barrier, 1, { boot: 'another' })).toThrow('another process is instance 1 already');
  expect(barrier.twice).toEqual([1]);
  // The first process continues.
  expect(ready(barrier, 1)).toEqual({ atMs: 1_000_000 });
});

it('refuses an instance with another load', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  expect(() => ready(barrier, 2, { spec: 'other' })).toThrow('instance 2 was told of another load');
  expect(() => ready(barrier, 1)).toThrow(Refused);
});

it.each<[string, Partial<ReadyRequest>]>([
  ['instance 2 is one of 3, but the collect server waits for 2', { of: 3 }],
  [
    'instance 2 has k6 2.3.0, the others have 2.2.0: install the same',
    { versions: { loadline: '1.0.0', k6: '2.3.0' } },
  ],
  [
    'instance 2 has loadline 1.1.0, the others have 1.0.0: install the same',
    { versions: { loadline: '1.1.0', k6: '2.2.0' } },
  ],
])('no load begins with %s', (why, other) => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  expect(() => ready(barrier, 2, other)).toThrow(why);
  expect(barrier.closed).toBe(why);
  expect(() => ready(barrier, 1)).toThrow(why);
});

it('an instance that arrived and was lost before the start: no load', () => {
  const { barrier, ready, wait } = setUp();
  ready(barrier, 1);
  for (let s = 0; s < 16; s++) {
    wait(1_000);
    barrier.look();
  }
  expect(barrier.closed).toBe('instance 1 has said nothing for 15 s');
  expect(() => ready(barrier, 2)).toThrow('instance 2 is too late: instance 1 has said nothing for 15 s');
});

it('a server that did not run for a while does not take the instances for lost', () => {
  const { barrier, ready, wait } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  wait(3_000);
  barrier.look();
  wait(60_000);
  barrier.look();
  expect([barrier.silent, barrier.stop]).toEqual([[], undefined]);
});

it('an instance has delivered only when all its files are here, and with them its run.json', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  barrier.received(1, BOOT[1], 'run.json', 'hash');
  barrier.received(1, BOOT[1], 'samples-1.csv.gz', 'other');
  const done = (files: Record<string, string>) =>
    barrier.done(1, { boot: BOOT[1], exit: 0, files, problems: [] });
  expect(() => done({})).toThrow('not delivered: run.json');
  const two = { 'run.json': 'hash', 'samples-1.csv.gz': 'hash' };
  expect(() => done(two)).toThrow('not delivered: samples-1.csv.gz');
  expect(() => done({ 'run.json': 'hash', 'end-1.json': 'x' })).toThrow('not delivered: end-1.json');
  expect(barrier.missing).toEqual([1, 2]);
  barrier.received(1, BOOT[1], 'samples-1.csv.gz', 'hash');
  done(two);
  // An instance that lost the answer sends the request again.
  done(two);
  expect(barrier.missing).toEqual([2]);
  expect(() => barrier.admitFile(1, BOOT[1])).toThrow('instance 1 has delivered already');
});

it('nothing is taken after the end of the delivery', () => {
  const { barrier, ready } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  barrier.received(1, BOOT[1], 'run.json', 'hash');
  barrier.endDelivery();
  const files = { 'run.json': 'hash' };
  expect(() => barrier.received(1, BOOT[1], 'run.json', 'other')).toThrow('judged without it');
  expect(() => barrier.done(1, { boot: BOOT[1], exit: 0, files, problems: [] })).toThrow(Refused);
  expect(barrier.missing).toEqual([1, 2]);
});

it('keeps the problems that an instance reports about its part', () => {
  const { barrier, make, ready, deliver, lines } = setUp(1);
  ready(barrier, 1);
  deliver(barrier, 1, { problems: ['the disk is full'], clock: { offsetMs: -3_200, withinMs: 4.2 } });
  expect(make().problems).toEqual(['instance 1: the disk is full']);
  expect(lines).toContain(
    'instance 1 has delivered (1 of 1); its clock is 3.2 s ahead of that of the collect server (± 5 ms)',
  );
});

it('a folder with another run, a judged run, or files of an unknown run is refused', () => {
  const { folder, barrier, make, ready, deliver } = setUp(1);
  ready(barrier, 1);
  const file = join(folder, 'collector.json');
  const other = (runId: string, instances: number) => () => new Barrier(file, { runId, instances }, () => {});
  expect(other('r2', 1)).toThrow('holds run r1 of 1 instances, not r2 of 1: choose another --folder');
  expect(other('r1', 2)).toThrow('holds run r1 of 1 instances, not r1 of 2');
  deliver(barrier, 1);
  barrier.endDelivery();
  // If a server is lost before it has judged the run, the next one judges the same files.
  expect(make().delivered).toEqual([1]);
  barrier.judged();
  expect(make).toThrow('holds a run that has its verdict: choose another run id');
  rmSync(file);
  mkdirSync(join(folder, '1'));
  expect(make).toThrow('holds files of instances, but no collector.json');
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
  expect(barrier.silent).toEqual([2]);
  expect(barrier.beat(1, { boot: BOOT[1], counted }).stop).toEqual({
    by: 'error',
    detail: 'instance 2 has said nothing for 15 s',
  });

  const well = setUp();
  well.ready(well.barrier, 1);
  well.ready(well.barrier, 2);
  well.wait(3_000);
  well.deliver(well.barrier, 1);
  well.deliver(well.barrier, 2);
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
  const { barrier, ready, deliver } = setUp();
  ready(barrier, 1);
  ready(barrier, 2);
  deliver(barrier, 2, { exit: 105 });
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
