import { ownCounter, ownTrend } from '../../kit/own-metrics';

/** From the start of a submission to the poll that saw COMPLETE, in ms: as exact as the time between two polls. */
export const timeToComplete = ownTrend('time_to_complete');

/** Looks at requests that were on their way. */
export const polls = ownCounter('polls');
