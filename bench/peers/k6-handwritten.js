// The CRUD journey of bench/suites/crud.ts as a k6 user writes it by hand: same calls with the same test data, same rate, same
// virtual users, same deadline, a check on each status and on the record that is read back; one connection per virtual user.
import { check } from 'k6';
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import grpc from 'k6/net/grpc';

const client = new grpc.Client();
client.loadProtoset(__ENV.PROTOSET);

const records = new SharedArray('vacancies', () => JSON.parse(open(__ENV.RECORDS)));
const DIVISIONS = ['DEVELOPMENT', 'SECURITY', 'SALES', 'OTHER'];
const oneOf = (items) => items[Math.floor(Math.random() * items.length)];

const USERS = Number(__ENV.USERS);
const VUS = Number(__ENV.VUS);

export const options = {
  scenarios: {
    crud: {
      executor: 'constant-arrival-rate',
      rate: USERS,
      timeUnit: '300ms',
      duration: __ENV.DURATION,
      preAllocatedVUs: VUS,
      maxVUs: VUS,
    },
  },
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

export default function (data) {
  if (!isConnected) {
    client.connect(__ENV.ADDRESS, { plaintext: true });
    isConnected = true;
    const token = data.tokens[(exec.vu.idInTest - 1) % data.tokens.length];
    params = { metadata: { authorization: `Bearer ${token}` }, timeout: '5s' };
  }
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
