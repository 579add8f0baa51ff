const DAY_MS = 86_400_000;

/** Length in ms of the block of each day that one instance of a run has to itself. */
export const BLOCK_MS = 600_000;

/**
 * The time under which a dish of this run is stored, today in UTC. All users share one diary, and a dish has no field for
 * the run but its time. So each instance of a run has a block of the day, placed by a hash of the run's ID, and in it one ms
 * for each iteration.
 * @param mark of the run and its instance
 * @param slot 0: the dish that is kept to the end of the run; from 1: the dish of an iteration
 * @returns ms since the epoch
 */
export function dishTime(mark: string, slot: number, nowMs = Date.now()): number {
  return nowMs - (nowMs % DAY_MS) + ((blockStart(mark) + slot) % DAY_MS);
}

/** The UTC day of a time as dd-mm-yyyy. */
export function dateOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10).split('-').reverse().join('-');
}

/**
 * The slot of an iteration, from 1. Slots are used again after as many iterations as a block has ms, when the earlier dish
 * is long deleted.
 */
export function slotOf(iteration: number): number {
  return 1 + (iteration % (BLOCK_MS - 1));
}

/**
 * Whether a dish belongs to this run, judged by its time alone. A dish of someone else is mistaken for the run's own when
 * its time falls into one of the run's slots: for one time of the day in 86,400 with a thousand slots.
 * @param slots used by the run
 */
export function isOwnTime(timeMs: number, mark: string, slots: number): boolean {
  return ((timeMs % DAY_MS) - blockStart(mark) + DAY_MS) % DAY_MS < slots;
}

/** Start of the block in ms. The blocks of the instances of one run follow each other. */
function blockStart(mark: string): number {
  const [run = '', instance = '1'] = mark.split('/');
  return (hash(run) + (Number(instance) - 1) * BLOCK_MS) % DAY_MS;
}

/** FNV-1a hash. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
