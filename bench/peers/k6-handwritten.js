// The journeys of the vacancies suite as a k6 user writes them by hand: same calls with the same test data, same rate, same virtual
// users, same deadline, a check on each status and on the record that is read back, the stream read to its end; one connection
// per virtual user. LOAD names what runs: the journey "crud" or "listing", as in bench/suites/, or both with their usual periods.
import { check } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import { Trend } from 'k6/metrics';
import grpc from 'k6/net/grpc';

const client = new grpc.Client();
client.loadProtoset(__ENV.PROTOSET);

const records = new SharedArray('vacancies', () => JSON.parse(open(__ENV.RECORDS)));
const DIVISIONS = ['DEVELOPMENT', 'SECURITY', 'SALES', 'OTHER'];
const oneOf = (items) => items[Math.floor(Math.random() * items.length)];

const USERS = Number(__ENV.USERS);
const VUS = Number(__ENV.VUS);
const PERIODS = { crud: 30, listing: 45 };
/** The virtual users that an arrival rate needs for iterations of up to 10 s, as the plan of loadline has them. */
const needed = (period) => Math.ceil((USERS * 10) / period);

const arrivals = (journey, timeUnit, vus) => ({
  executor: 'constant-arrival-rate',
  exec: journey,
  rate: USERS,
  timeUnit,
  duration: __ENV.DURATION,
  preAllocatedVUs: vus,
  maxVUs: vus,
});

const LOADS = {
  crud: { crud: arrivals('crud', '300ms', VUS) },
  listing: { listing: arrivals('listing', '300ms', VUS) },
  workload: {
    crud: arrivals('crud', '30s', needed(PERIODS.crud)),
    listing: arrivals('listing', '45s', needed(PERIODS.listing)),
  },
};
const scenarios = LOADS[__ENV.LOAD];
const isWorkload = scenarios === LOADS.workload;
/** How late an iteration starts. Only the row that needs it pays for it. */
const late = isWorkload ? new Trend('late', true) : undefined;

export const options = {
  scenarios,
  summaryTrendStats: ['med', 'p(95)', 'p(99)'],
  thresholds: { checks: ['rate>0.99'], grpc_req_duration: ['p(95)<500'] },
};

export function setup() {
  client.connect(__ENV.ADDRESS, { plaintext: true });
  const tokens = [];
  for (let i = 0; i < 60; i++) {
    const n = (i % 3) + 1;
    const request = { email: __ENV[`USER_${n}_EMAIL`], password: __ENV[`USER_${n}_PASSWORD`] };
    tokens.push(client.invoke('pb.AuthService/SignInUser', request).message.accessToken);
  }
  return { tokens, mark: `hand-${Date.now()}` };
}

let isConnected = false;
let params;

function connectOnce(data) {
  if (isConnected) return;
  client.connect(__ENV.ADDRESS, { plaintext: true });
  isConnected = true;
  const token = data.tokens[(exec.vu.idInTest - 1) % data.tokens.length];
  params = { metadata: { authorization: `Bearer ${token}` }, timeout: '5s' };
}

function addLateness(journey) {
  const { startTime, iterationInTest } = exec.scenario;
  late.add(Date.now() - startTime - (iterationInTest * PERIODS[journey] * 1_000) / USERS);
}

export function crud(data) {
  if (isWorkload) addLateness('crud');
  connectOnce(data);
  const i = exec.scenario.iterationInTest;
  const record = records[i % records.length];
  const draft = {
    Title: `${record.title} [${data.mark} ${i}]`,
    Description: record.description,
    Division: oneOf(DIVISIONS),
    Country: record.country,
  };
  const created = client.invoke('pb.VacancyService/CreateVacancy', draft, params);
  if (!check(created, { created: (r) => r && r.status === grpc.StatusOK })) return;
  const Id = created.message.vacancy.Id;
  const changes = { Id };
  // One or more of the fields. Every choice has the same probability.
  const fields = 1 + Math.floor(Math.random() * 31);
  if (fields & 1) changes.Title = `${record.title}, revised [${data.mark} ${i}]`;
  if (fields & 2) changes.Description = record.newDescription;
  if (fields & 4) changes.Views = 1 + Math.floor(Math.random() * 1000);
  if (fields & 8) changes.Division = oneOf(DIVISIONS);
  if (fields & 16) changes.Country = record.newCountry;
  const updated = client.invoke('pb.VacancyService/UpdateVacancy', changes, params);
  check(updated, { updated: (r) => r && r.status === grpc.StatusOK });
  const got = client.invoke('pb.VacancyService/GetVacancy', { Id }, params);
  check(got, {
    'got what was written': (r) => {
      const read = r?.status === grpc.StatusOK && r.message.vacancy;
      return (
        read &&
        read.Title === (changes.Title ?? draft.Title) &&
        read.Description === (changes.Description ?? draft.Description) &&
        read.Division === (changes.Division ?? draft.Division) &&
        read.Country === (changes.Country ?? draft.Country) &&
        (changes.Views === undefined || read.Views === changes.Views)
      );
    },
  });
  const deleted = client.invoke('pb.VacancyService/DeleteVacancy', { Id }, params);
  check(deleted, { deleted: (r) => r && r.status === grpc.StatusOK && r.message.success });
}

const upTo = (most) => String(1 + Math.floor(Math.random() * most));

export function listing(data) {
  if (isWorkload) addLateness('listing');
  connectOnce(data);
  const stream = new grpc.Stream(client, 'pb.VacancyService/GetVacancies', params);
  let messages = 0;
  let error;
  stream.on('data', () => {
    messages++;
  });
  stream.on('error', (e) => {
    error = e;
  });
  stream.on('end', () => check(error, { 'listed without an error': (e) => !e && messages > 0 }));
  stream.write({ page: upTo(10), limit: upTo(100) });
  stream.end();
}
