/**
 * Time between two measurements of the generator's lag, in ms. The first one is due one period after the start of the load.
 */
export const LAG_PERIOD_MS = 50;
