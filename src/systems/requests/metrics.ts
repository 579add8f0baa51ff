import { ownCounter, ownTrend, unfinishedCounter } from 'loadline';

/**
 * Time from the start of a submission to the poll that saw COMPLETE, in ms. It cannot be shorter than the time to the first
 * poll that can see it.
 */
export const timeToComplete = ownTrend('time_to_complete');

/**
 * Time from `created` to `modified` of a request that is COMPLETE, in ms, by the clock of the service. Polls do not affect
 * it.
 */
export const serverTimeToComplete = ownTrend('server_time_to_complete');

/** Polls of submitted requests. */
export const polls = ownCounter('polls');

/** Requests that were submitted and that no poll has seen done. */
export const unfinished = unfinishedCounter('unfinished', 'requests');

/** Details of the requests. */
export const details = ownCounter('details');

/** Details that `JSONPATH` selected. */
export const filteredDetails = ownCounter('filtered_details', {
  among: 'details',
  filter: 'JSONPATH',
  hint: 'the service answers a statement that it cannot evaluate with an empty list, too: check how it is written',
});
