/** All that the reference services take from loadline; nothing else in this folder imports from it. */
export { readHost } from '../../packages/loadline/src/core/network/address';
export { didYouMean } from '../../packages/loadline/src/core/text/nearest';
