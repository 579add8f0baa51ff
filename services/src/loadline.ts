/** Everything that the reference services use from loadline. No other file of this folder imports from it. */
export { readHost } from '../../packages/loadline/src/core/network/address';
export { formatDuration, parseDuration } from '../../packages/loadline/src/core/text/duration';
export { didYouMean } from '../../packages/loadline/src/core/text/nearest';
export type {
  ReferenceService,
  ReferenceServices,
  ServiceOption,
  StartedService,
} from '../../packages/loadline/src/run/reference-service';
