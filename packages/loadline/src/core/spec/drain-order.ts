/**
 * What set-up does about waiting until the system has drained.
 * `only`: set-up waits and does nothing else. `done`: another process has waited. `failed`: another process has waited, and
 * the system has not drained.
 */
export type DrainOrder = 'only' | 'done' | 'failed';
