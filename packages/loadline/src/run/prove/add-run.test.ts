import { expect, it } from 'vitest';
import { exampleResult } from '../../../../../tests/harness/example-result';
import type { Result } from '../../core/verdict/result';
import type { FaultRun } from './proof';
import { addRun } from './prove-test';

const FAULT = { kind: 'latency', ms: 350 } as const;
const USUAL = exampleResult({ seconds: 2 });
const LATE = { count: 9, min: 0, avg: 400, med: 400, max: 2_000, percentiles: { p99: 2_000 } };
const STARVED: Result = { ...USUAL, aggregate: { ...USUAL.aggregate, generatorLag: LATE } };

/** Adds a run. @param ends of the run and of its repeat */
async function added(ends: readonly (Result | Error)[], isStopped = false) {
  const runs: FaultRun[] = [];
  const left = [...ends];
  const runOnce = async () => {
    const end = left.shift();
    if (end === undefined || end instanceof Error) throw end;
    return end;
  };
  const said: string[] = [];
  const failure = await addRun(
    runs,
    FAULT,
    runOnce,
    (line) => said.push(line),
    () => isStopped,
  );
  expect(left).toEqual([]);
  const repeats =
    ends.length > 1 ? [`${USUAL.spec.runId} was starved, so it proves nothing: it is repeated once`] : [];
  expect(said).toEqual(repeats);
  return { failure, kept: runs.map(({ result }) => (result === STARVED ? 'starved' : 'usual')) };
}

it('a starved run is repeated once, unless the proof is stopped', async () => {
  expect(await added([USUAL])).toEqual({ kept: ['usual'] });
  expect(await added([STARVED, USUAL])).toEqual({ kept: ['usual'] });
  expect(await added([STARVED, STARVED])).toEqual({ kept: ['starved'] });
  expect(await added([STARVED], true)).toEqual({ kept: ['starved'] });
});

it('what is known stays when a run, or only its repeat, cannot be run', async () => {
  const taken = new Error('p-3 is there already');
  expect(await added([taken])).toEqual({
    kept: [],
    failure: 'the run with replies 350 ms late could not be run: p-3 is there already',
  });
  expect(await added([STARVED, taken])).toEqual({
    kept: ['starved'],
    failure: 'the run with replies 350 ms late was starved, and could not be repeated: p-3 is there already',
  });
});
