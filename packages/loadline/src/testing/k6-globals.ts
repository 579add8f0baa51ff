/* What k6 has everywhere and Node has not; see k6-stubs.ts. */
Object.assign(globalThis, { __ENV: {}, __VU: 0, __ITER: 0, open: () => '' });
