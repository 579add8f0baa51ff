/** What Go sends HTTP calls through, in both spellings that it reads. k6's gRPC knows no proxies. */
export const HTTP_PROXIES = inBothSpellings(['HTTP_PROXY', 'HTTPS_PROXY']);

/** All that name proxies; Go itself does not read `ALL_PROXY`, other programs do. */
export const PROXIES = [...HTTP_PROXIES, ...inBothSpellings(['ALL_PROXY'])];

/** All variables that decide about proxies: those, and what no proxy is for. */
export const PROXY_VARIABLES = [...PROXIES, ...inBothSpellings(['NO_PROXY'])];

function inBothSpellings(names: readonly string[]): string[] {
  return names.flatMap((name) => [name, name.toLowerCase()]);
}
