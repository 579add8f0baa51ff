/** k6's console. Lines go to k6's log, at the level of the method's name (`log` is `info`). */
declare const console: Record<'log' | 'info' | 'warn' | 'error' | 'debug', (text: string) => void>;

/** The timers of browsers. k6 has them without an import. */
declare function setTimeout(callback: () => void, delayMs: number): number;
declare function clearTimeout(timer: number): void;

/** Web Cryptography. k6 has it without an import. */
declare const crypto: { randomUUID(): string };
