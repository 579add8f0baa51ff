/** Content as JSON, with what is secret by its name masked. */
export function masked(content: unknown): string {
  // Not a constant of the file: every virtual user would keep a pattern that few of them need.
  const secret = /token|password|secret|authorization|cookie|jwt|api-?key/i;
  return JSON.stringify(content, (key, value: unknown) => (secret.test(key) && value ? '***' : value));
}
