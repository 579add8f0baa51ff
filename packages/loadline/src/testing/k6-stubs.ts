/*
 * Replaces every module of k6 in unit tests, because Node does not have them. Each name can be called, constructed and read
 * from, and does nothing. Test inside k6 what k6 calculates.
 */

/** Can be called, constructed and read from, any number of times, and does nothing. */
export const inert: unknown = new Proxy(function inertModule() {}, {
  get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : inert),
  apply: () => inert,
  construct: () => inert as object,
});

export default inert;
export {
  inert as AsyncClient,
  inert as b64decode,
  inert as b64encode,
  inert as batch,
  inert as check,
  inert as Client,
  inert as Counter,
  inert as exec,
  inert as expectedStatuses,
  inert as fail,
  inert as file,
  inert as Gauge,
  inert as group,
  inert as hmac,
  inert as instance,
  inert as Rate,
  inert as randomSeed,
  inert as request,
  inert as scenario,
  inert as setResponseCallback,
  inert as SharedArray,
  inert as sha256,
  inert as sleep,
  inert as StatusOK,
  inert as Stream,
  inert as test,
  inert as Trend,
  inert as vu,
};
