/** What a set-up does about waiting until the system has drained. `only`: wait, and do nothing else. `done`: somebody has waited. `failed`: somebody has waited, and it has not drained. */
export type DrainOrder = 'only' | 'done' | 'failed';
