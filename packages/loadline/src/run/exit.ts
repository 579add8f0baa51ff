/**
 * Exit codes of `bin/loadline`. Commands that only check, such as `doctor`, end with `found` when they find a problem. An
 * instance under a `collect` server can end with `notAdmitted` or `notDelivered`.
 */
export const EXIT = {
  pass: 0,
  found: 1,
  usage: 2,
  invalid: 3,
  notAdmitted: 4,
  notDelivered: 5,
  fail: 99,
  interrupted: 105,
} as const;
