/** Exit codes of `bin/loadline`. `found` is that of commands that only look, such as `doctor`. `notAdmitted` and `notDelivered` are those of one instance under a `collect` server. */
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
