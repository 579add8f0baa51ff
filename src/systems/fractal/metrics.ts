import { ownTrend } from 'loadline';

/** From the start of an iteration until the service has taken the wish for a container, in ms. */
export const timeToAssign = ownTrend('time_to_assign');

/** From the start of an iteration until a poll saw the host wait, in ms: as exact as the time between two polls. */
export const timeToHost = ownTrend('time_to_host');

/** From the start of an iteration until a poll saw the task end with SUCCESS, in ms. */
export const timeToReady = ownTrend('time_to_ready');
