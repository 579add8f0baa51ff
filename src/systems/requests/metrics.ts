import { ownCounter, ownTrend, unfinishedCounter } from 'loadline';

/** From the start of a submission to the poll that saw COMPLETE, in ms: never shorter than the first poll that can see it. */
export const timeToComplete = ownTrend('time_to_complete');

/** From `created` to `modified` of a request that is COMPLETE, in ms, by the clock of the service: no poll is in it. */
export const serverTimeToComplete = ownTrend('server_time_to_complete');

/** Looks at requests that were on their way. */
export const polls = ownCounter('polls');

/** Requests that were sent and that no look has seen done. */
export const unfinished = unfinishedCounter('unfinished', 'requests');

/** Details that requests have. */
export const details = ownCounter('details');

/** Those of them that `JSONPATH` found. */
export const filteredDetails = ownCounter('filtered_details', {
  among: 'details',
  filter: 'JSONPATH',
  hint: 'the service answers a statement that it cannot evaluate with an empty list, too: check how it is written',
});
