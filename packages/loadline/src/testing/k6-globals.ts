/* Globals of k6 that Node does not have; see k6-stubs.ts. */
Object.assign(globalThis, { __ENV: {}, __VU: 0, __ITER: 0, open: () => '' });
