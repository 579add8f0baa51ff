const SECRET = /token|password|secret|authorization/i;

/** Whether every request and reply is printed. */
export const isTracing = __ENV.DEBUG === '1';

/** Prints a request or a reply; what is secret by its name is masked. */
export function trace(direction: '→' | '←', call: string, content: unknown): void {
  const text = JSON.stringify(content, (key, value: unknown) => (SECRET.test(key) && value ? '***' : value));
  console.log(`${direction} ${call} ${text}`);
}
