import { expect, it } from 'vitest';
import { ProgressLoss } from './progress-loss';

const ERROR = { level: 'error', msg: 'Test progress error', error: '(500/x) boom' };
const MINUTE = 60_000;

function setUp() {
  let now = 0;
  const told: string[] = [];
  const lost: string[] = [];
  const loss = new ProgressLoss(
    (text) => told.push(text),
    (why) => lost.push(why),
    () => now,
  );
  /** An error each minute. */
  const errors = (count: number) => {
    for (let i = 0; i < count; i++) {
      now += MINUTE;
      loss.read(ERROR);
    }
  };
  const wait = (minutes: number) => {
    now += minutes * MINUTE;
  };
  return { loss, told, lost, errors, wait };
}

it('ends a run whose status is not reported for ten minutes, and prints the first error once', () => {
  const { told, lost, errors } = setUp();
  errors(10);
  expect(lost).toEqual([]);
  errors(1);
  expect(lost).toEqual(['k6 could not follow the run in Grafana Cloud k6 for 10 minutes']);
  expect(told).toEqual([
    'Grafana Cloud k6 does not report the status of the run: (500/x) boom; k6 asks again',
  ]);
});

it('a new status, or a pause without errors, ends a loss', () => {
  const { loss, lost, told, errors, wait } = setUp();
  errors(8);
  loss.answered();
  errors(8);
  wait(5);
  errors(8);
  expect(lost).toEqual([]);
  expect(told).toHaveLength(3);
});

it('other lines of the log are no loss', () => {
  const { loss, told } = setUp();
  loss.read({ level: 'error', msg: 'error while tailing cloud logs' });
  expect(told).toEqual([]);
});
