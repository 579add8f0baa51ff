import { fileURLToPath } from 'node:url';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * `resolve.alias` of vitest for unit tests of journeys and of what they use: k6's modules, which are not there in Node,
 * become inert ones. vitest has to read the package, too, as it imports them.
 * @example
 * // vitest.config.ts
 * export default defineConfig({
 *   resolve: { alias: k6Aliases },
 *   test: { setupFiles: [k6Globals], server: { deps: { inline: ['loadline'] } } },
 * });
 */
export const k6Aliases = [{ find: /^k6(?:\/.*)?$/, replacement: here('./k6-stubs') }];

/** Of vitest's `setupFiles`, beside {@link k6Aliases}: `__ENV`, `__VU`, `__ITER` and `open`. */
export const k6Globals = here('./k6-globals');
