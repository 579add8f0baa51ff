/**
 * What a run needs only where k6 reads options, sets up and sums up: the plan, the judge, the summary. Built into a file of
 * its own, `dist/control.js`, that virtual users never load: each of them keeps a copy of all it evaluates.
 */
export { RunControl } from './run';
