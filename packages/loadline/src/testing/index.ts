import { fileURLToPath } from 'node:url';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * `resolve.alias` of vitest for unit tests of journeys and of what they use: k6's modules, which are not there in Node,
 * become inert ones.
 */
export const k6Aliases = [{ find: /^k6(?:\/.*)?$/, replacement: here('./k6-stubs') }];

/** Of vitest's `setupFiles`, beside {@link k6Aliases}: `__ENV`, `__VU`, `__ITER` and `open`. */
export const k6Globals = here('./k6-globals');
