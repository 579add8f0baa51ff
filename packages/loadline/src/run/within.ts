/**
 * Gives a task a signal that ends it after a time, or when another signal does. `AbortSignal.any` with `AbortSignal.timeout`
 * does not: Node 20 may collect the timeout as garbage, and then it never comes.
 * @param ms the longest time of the task, in ms
 * @param stop ends the task early
 */
export async function within<T>(
  ms: number,
  stop: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const end = () => controller.abort(stop.reason);
  const timer = setTimeout(() => controller.abort(new DOMException('the time is up', 'TimeoutError')), ms);
  stop.addEventListener('abort', end);
  if (stop.aborted) end();
  try {
    return await task(controller.signal);
  } finally {
    clearTimeout(timer);
    stop.removeEventListener('abort', end);
  }
}
