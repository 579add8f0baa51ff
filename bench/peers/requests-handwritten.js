// The submission journey as a k6 user writes it by hand: same calls, same rate, same virtual users, same deadline, a check on
// each status, the headers and the reply; each virtual user keeps its connections, and redirects are not followed.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';

const HOST = __ENV.TARGET_HOST;
const USERS = Number(__ENV.USERS);
const VUS = Math.ceil(USERS / 0.3) + 1;
const TYPES = ['check_url', 'check_file', 'add_data'];
const JSONPATH = '$.issue_logs[*].severity == "error"';
const LIMIT = 50;

export const options = {
  scenarios: {
    submission: {
      executor: 'constant-arrival-rate',
      rate: USERS,
      timeUnit: '300ms',
      duration: __ENV.DURATION,
      preAllocatedVUs: VUS,
      maxVUs: VUS,
    },
  },
  thresholds: { checks: ['rate>0.99'], http_req_duration: ['p(95)<500'] },
};

const params = (name) => ({ timeout: '5s', redirects: 0, tags: { name } });
const SUBMIT = { ...params('POST /requests'), headers: { 'content-type': 'application/json' } };
const LOOK = params('GET /requests/{id}');
const READ = params('GET /requests/{id}/response-details');

function draft(i) {
  const common = {
    dataset: 'article-4-direction-area',
    collection: 'article-4-direction',
    organisationName: 'hand',
  };
  const type = TYPES[i % TYPES.length];
  return type === 'check_file'
    ? { ...common, type, original_filename: `hand-${i}.csv`, uploaded_filename: 'load-test-file.csv' }
    : { ...common, type, url: 'https://example.com/load-test-file.csv' };
}

function readPages(id, jsonpath) {
  const filter = jsonpath ? `&jsonpath=${encodeURIComponent(jsonpath)}` : '';
  for (let offset = 0, total = LIMIT; offset < total; offset += LIMIT) {
    const url = `${HOST}/requests/${id}/response-details?offset=${offset}&limit=${LIMIT}${filter}`;
    const page = http.get(url, READ);
    total = Number(page.headers['X-Pagination-Total-Results']);
    const isWhole = check(page, {
      'page is whole': (r) =>
        r.status === 200 &&
        r.headers['X-Pagination-Offset'] === `${offset}` &&
        r.headers['X-Pagination-Limit'] === `${LIMIT}` &&
        r.json().length === Math.max(0, Math.min(LIMIT, total - offset)),
    });
    if (!isWhole) return;
  }
}

export default function () {
  const body = JSON.stringify({ params: draft(exec.scenario.iterationInTest) });
  const submitted = http.post(`${HOST}/requests`, body, SUBMIT);
  const isTaken = check(submitted, {
    'request is taken': (r) =>
      r.status === 202 && r.headers.Location !== undefined && r.json().status === 'NEW',
  });
  if (!isTaken) return;
  const { id } = submitted.json();
  let request;
  for (;;) {
    const looked = http.get(`${HOST}/requests/${id}`, LOOK);
    if (!check(looked, { 'request is there': (r) => r.status === 200 })) return;
    request = looked.json();
    if (request.status === 'COMPLETE' || request.status === 'FAILED') break;
    sleep(0.01);
  }
  if (!check(request, { 'request is complete': (r) => r.status === 'COMPLETE' && r.response.error === null }))
    return;
  readPages(id);
  readPages(id, JSONPATH);
}
