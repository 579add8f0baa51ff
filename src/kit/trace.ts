/** Whether every request and reply is printed. */
export const isTracing = __ENV.DEBUG === '1';

/** Prints a request or a reply; what is secret by its name is masked. */
export function trace(direction: '→' | '←', call: string, content: unknown): void {
  // Not a constant of the file: every virtual user would keep a pattern that only this mode needs.
  const secret = /token|password|secret|authorization/i;
  const text = JSON.stringify(content, (key, value: unknown) => (secret.test(key) && value ? '***' : value));
  console.log(`${direction} ${call} ${text}`);
}
