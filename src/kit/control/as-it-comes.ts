/**
 * What `setup` returns: an object that is there at once, and filled when the work is done. k6 looks at it when there is
 * nothing more to wait for. A promise would not do: one that is still open when a run is stopped k6 2.2 takes for nothing,
 * and panics, without any clean-up; one that is rejected ends it with 255. An uncaught exception, such as one thrown from a
 * timer, ends it as its documents say, with 107.
 * @param data what a clean-up is to know when the run is stopped before; may be added to while the work goes on
 */
export function asItComes<T extends object>(work: Promise<T>, data: Partial<T> = {}): T {
  work
    .then((done) => Object.assign(data, done))
    .catch((error: unknown) => {
      setTimeout(() => {
        throw error;
      }, 0);
    });
  return data as T;
}
