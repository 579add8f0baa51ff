/**
 * Passes a promise on, but makes its rejection an exception that nobody catches. When the promise of `setup` is rejected,
 * k6 ends with 255; only an uncaught exception, such as one thrown from a timer, ends it as its documents say, with 107.
 */
export function uncaught<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    setTimeout(() => {
      throw error;
    }, 0);
    return new Promise<never>(() => {});
  });
}
