/**
 * What `setup` returns: an object that is there at once, and filled when the work is done. k6 looks at it when there is
 * nothing more to wait for. A promise would not do: one that is still open when a run is stopped k6 2.2 takes for nothing,
 * and panics, without any clean-up; one that is rejected ends it with 255. An uncaught exception, such as one thrown from a
 * timer, ends it as its documents say, with 107.
 * @param work told how to make known before its end what a clean-up needs when the run is stopped meanwhile
 */
export function asItComes<T extends object>(work: (begin: (part: Partial<T>) => void) => Promise<T>): T {
  const data: Partial<T> = {};
  work((part) => Object.assign(data, part))
    .then((done) => Object.assign(data, done))
    .catch((error: unknown) => {
      setTimeout(() => {
        throw error;
      }, 0);
    });
  return data as T;
}
