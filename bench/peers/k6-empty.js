// Virtual users that do nothing: the memory that k6 itself needs for them.
const VUS = Number(__ENV.VUS);

export const options = {
  scenarios: {
    empty: {
      executor: 'constant-arrival-rate',
      rate: 50,
      duration: __ENV.DURATION,
      preAllocatedVUs: VUS,
      maxVUs: VUS,
    },
  },
};

export default function () {}
