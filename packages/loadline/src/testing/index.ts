import { fileURLToPath } from 'node:url';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * Value for `resolve.alias` of vitest, for unit tests of journeys and of the code that they use. It replaces k6's modules,
 * which Node does not have, by inert ones. vitest also has to process the package, because it imports these modules.
 * @example
 * // vitest.config.ts
 * export default defineConfig({
 *   resolve: { alias: k6Aliases },
 *   test: { setupFiles: [k6Globals], server: { deps: { inline: ['loadline'] } } },
 * });
 */
export const k6Aliases = [{ find: /^k6(?:\/.*)?$/, replacement: here('./k6-stubs') }];

/** Path for `setupFiles` of vitest, together with {@link k6Aliases}: defines `__ENV`, `__VU`, `__ITER` and `open`. */
export const k6Globals = here('./k6-globals');
