import { getConnInfo } from '@hono/node-server/conninfo';
import type { MiddlewareHandler } from 'hono';
import { bareText } from '../http/bodies';
import type { ServiceEnv } from '../http/service-app';

const WINDOW_MS = 60_000;

/**
 * Limits the calls of each client address per minute, counted from its first call. The routes behind one limiter share the
 * count. Further calls are answered with 429 and Retry-After in whole seconds.
 * @param perMinute 0 means unlimited
 */
export function rateLimit(perMinute: number): MiddlewareHandler<ServiceEnv> {
  const windows = new Map<string, { endsAtMs: number; calls: number }>();
  return async (c, next) => {
    if (perMinute === 0) return next();
    const client = getConnInfo(c).remote.address ?? '';
    const now = performance.now();
    const open = windows.get(client);
    const current =
      open !== undefined && open.endsAtMs > now ? open : { endsAtMs: now + WINDOW_MS, calls: 0 };
    windows.set(client, current);
    current.calls += 1;
    if (current.calls <= perMinute) return next();
    const seconds = Math.ceil((current.endsAtMs - now) / 1000);
    c.header('retry-after', String(seconds));
    return bareText(c, `${perMinute} per 1 minute`, 429);
  };
}
