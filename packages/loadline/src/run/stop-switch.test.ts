import { expect, it, onTestFinished, vi } from 'vitest';
import { StopSwitch } from './stop-switch';

it('listens to each signal once, however many instances it stops, and passes only the first cause to them', () => {
  const before = process.listenerCount('SIGINT');
  const stop = new StopSwitch();
  onTestFinished(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  });
  const actions = Array.from({ length: 12 }, () => vi.fn());
  const [forgotten = () => {}] = actions.map((action) => stop.onStop(action));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    expect(process.listenerCount(signal)).toBe(before + 1);
  forgotten();
  stop.stop('threshold', 'calls.A.p95');
  stop.stop('SIGINT');
  expect(stop.stopped).toMatchObject({ by: 'threshold', detail: 'calls.A.p95' });
  expect(actions.map((action) => action.mock.calls.length)).toEqual([0, ...Array(11).fill(1)]);
  const late = vi.fn();
  stop.onStop(late);
  expect(late).toHaveBeenCalledWith(stop.stopped);
  stop.release();
  expect(process.listenerCount('SIGINT'), 'one more signal would take the exit code away').toBe(before + 1);
});

it('ignores Ctrl-Z until the run is over, and says so', () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => said.mockRestore());
  const before = process.listenerCount('SIGTSTP');
  const stop = new StopSwitch();
  process.emit('SIGTSTP');
  expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('Ctrl-Z (SIGTSTP) is ignored'));
  expect(stop.stopped).toBeUndefined();
  stop.release();
  expect(process.listenerCount('SIGTSTP')).toBe(before);
});

it('removes its signal handlers after a run that nothing stopped', () => {
  const before = process.listenerCount('SIGINT');
  const stop = new StopSwitch();
  stop.release();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

it('what stops one of several runs does not stop the others, and a stop of all stops each', () => {
  onTestFinished(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal);
  });
  const all = new StopSwitch();
  const first = new StopSwitch(all);
  first.stop('threshold', 'calls.A.p95');
  expect(all.stopped).toBeUndefined();
  const second = new StopSwitch(all);
  expect(second.stopped).toBeUndefined();
  all.stop('SIGINT');
  expect(second.stopped).toMatchObject({ by: 'SIGINT' });
  expect(first.stopped).toMatchObject({ by: 'threshold' });
  expect(new StopSwitch(all).stopped).toMatchObject({ by: 'SIGINT' });
  for (const one of [first, second, all]) one.release();
});
