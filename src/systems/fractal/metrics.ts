import { ownTrend } from 'loadline';

/** Time from the start of an iteration until the service has accepted the request for a container, in ms. */
export const timeToAssign = ownTrend('time_to_assign');

/** Time from the start of an iteration until a poll saw the host wait, in ms. Its precision is the time between two polls. */
export const timeToHost = ownTrend('time_to_host');

/** Time from the start of an iteration until a poll saw the task end with SUCCESS, in ms. */
export const timeToReady = ownTrend('time_to_ready');
