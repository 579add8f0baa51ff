/** Variables by which Go sends HTTP calls through a proxy, in both spellings that it reads. k6 sends gRPC through no proxy. */
export const HTTP_PROXIES = inBothSpellings(['HTTP_PROXY', 'HTTPS_PROXY']);

/** All variables that name proxies. Go does not read `ALL_PROXY`, but other programs do. */
export const PROXIES = [...HTTP_PROXIES, ...inBothSpellings(['ALL_PROXY'])];

/** All variables that decide about proxies: those that name one, and those that list hosts without one. */
export const PROXY_VARIABLES = [...PROXIES, ...inBothSpellings(['NO_PROXY'])];

function inBothSpellings(names: readonly string[]): string[] {
  return names.flatMap((name) => [name, name.toLowerCase()]);
}
