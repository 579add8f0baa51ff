// The listing journey of bench/suites/listing.ts as a k6 user writes it by hand: same calls, same rate, same virtual users, same
// deadline, the stream read to its end.
import { check } from 'k6';
import exec from 'k6/execution';
import grpc from 'k6/net/grpc';

const client = new grpc.Client();
client.loadProtoset(__ENV.PROTOSET);

const USERS = Number(__ENV.USERS);
const VUS = Number(__ENV.VUS);

export const options = {
  scenarios: {
    listing: {
      executor: 'constant-arrival-rate',
      rate: USERS,
      timeUnit: '300ms',
      duration: __ENV.DURATION,
      preAllocatedVUs: VUS,
      maxVUs: VUS,
    },
  },
  thresholds: { checks: ['rate>0.99'], grpc_req_duration: ['p(95)<1000'] },
};

export function setup() {
  client.connect(__ENV.ADDRESS, { plaintext: true });
  const tokens = [];
  for (let i = 0; i < 60; i++) {
    const n = (i % 3) + 1;
    const request = { email: __ENV[`USER_${n}_EMAIL`], password: __ENV[`USER_${n}_PASSWORD`] };
    tokens.push(client.invoke('pb.AuthService/SignInUser', request).message.accessToken);
  }
  return { tokens };
}

const upTo = (most) => String(1 + Math.floor(Math.random() * most));

let isConnected = false;
let params;

export default function (data) {
  if (!isConnected) {
    client.connect(__ENV.ADDRESS, { plaintext: true });
    isConnected = true;
    const token = data.tokens[(exec.vu.idInTest - 1) % data.tokens.length];
    params = { metadata: { authorization: `Bearer ${token}` }, timeout: '5s' };
  }
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
