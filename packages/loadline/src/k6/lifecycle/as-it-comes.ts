import { passGate } from './phase-gate';

/**
 * Makes the return value of `setup`: an object that exists at once, and is filled when the work is done. k6 reads it when
 * nothing is left to wait for. A promise does not work: when a run is stopped while it is pending, k6 2.2 takes it for
 * nothing and panics, without any clean-up; when it is rejected, k6 ends with 255. An uncaught exception, such as one thrown
 * from a timer, ends k6 with 107, as its documentation says. The load begins when the work is done.
 * @param work gets a function with which it passes on early what the clean-up needs when the run is stopped before its end
 */
export function asItComes<T extends object>(work: (begin: (part: Partial<T>) => void) => Promise<T>): T {
  const data: Partial<T> = {};
  work((part) => Object.assign(data, part))
    .then((done) => {
      passGate('load');
      Object.assign(data, done);
    })
    .catch((error: unknown) => {
      setTimeout(() => {
        throw error;
      }, 0);
    });
  return data as T;
}
