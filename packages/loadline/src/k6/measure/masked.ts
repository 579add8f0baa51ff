/** Writes content as JSON, with values masked whose name says that they are secret. */
export function masked(content: unknown): string {
  // Not a constant of the file, because every virtual user would keep the pattern and few need it.
  const secret = /token|password|secret|authorization|cookie|jwt|api-?key/i;
  return JSON.stringify(content, (key, value: unknown) => (secret.test(key) && value ? '***' : value));
}
