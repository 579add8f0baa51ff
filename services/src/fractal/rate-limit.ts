import { type HttpHandler, text } from '../http/exchange';

const WINDOW_MS = 60_000;

/**
 * Lets each client address make so many calls a minute, from its first call on; the handlers it wraps share the
 * count. Others are answered with 429 and Retry-After in whole seconds.
 * @param perMinute 0 lets all pass
 */
export function rateLimit(perMinute: number): (handler: HttpHandler) => HttpHandler {
  const windows = new Map<string, { endsAtMs: number; calls: number }>();
  return (handler) => (request) => {
    if (perMinute === 0) return handler(request);
    const now = performance.now();
    const open = windows.get(request.clientAddress);
    const current =
      open !== undefined && open.endsAtMs > now ? open : { endsAtMs: now + WINDOW_MS, calls: 0 };
    windows.set(request.clientAddress, current);
    current.calls += 1;
    if (current.calls <= perMinute) return handler(request);
    const reply = text(429, `${perMinute} per 1 minute`);
    const seconds = Math.ceil((current.endsAtMs - now) / 1000);
    return { ...reply, headers: { ...reply.headers, 'retry-after': String(seconds) } };
  };
}
