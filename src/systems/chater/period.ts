/** Period of one user: in each period the user starts one journey, all journeys in equal shares. */
export const EVERY = '1500ms';
