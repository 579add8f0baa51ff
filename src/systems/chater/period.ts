/** One user starts one task in each period, all of them in equal shares. */
export const EVERY = '1500ms';
