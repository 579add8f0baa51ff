/** All that the reference services take from loadline; nothing else in this folder imports from it. */
export { readHost } from '../../src/load/address';
export { didYouMean } from '../../src/load/nearest';
