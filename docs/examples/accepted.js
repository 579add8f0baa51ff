import { check, sleep } from 'k6';
import http from 'k6/http';

export const options = { vus: 5, duration: '10s', thresholds: { checks: ['rate==1'] } };

export default function () {
  const files = { original_filename: 'trees.csv', uploaded_filename: 'trees.csv' };
  const params = { type: 'check_file', dataset: 'trees', collection: 'trees', ...files };
  const reply = http.post(`${__ENV.TARGET_HOST}/requests`, JSON.stringify({ params }));
  check(reply, { 'the request is accepted': ({ status }) => status === 202 });
  sleep(1);
}
