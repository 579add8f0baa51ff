/**
 * What a run needs only where k6 reads options, sets up and sums up: the plan, the judge, the summary. The build
 * leaves all that is in a folder `control` out of what virtual users load: each of them keeps a copy of all it evaluates.
 */
export { asItComes } from './as-it-comes';
export { RunControl } from './run';
