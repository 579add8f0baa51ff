/** A plain k6 script, as a user without loadline writes it. */
export interface PlainRun {
  readonly script: string;
  /** Variables besides the addresses. */
  readonly env?: Readonly<Record<string, string>>;
  /** File that the script or its variables request, and that the run does not write. */
  readonly missing?: string;
}

const GRPC = `
    import grpc from 'k6/net/grpc';
    const client = new grpc.Client();
    client.loadProtoset(__ENV.PROTOSET);`;

/**
 * Scripts with which plain k6 exits with 0 although nothing was measured, or the measured values are bad. `ADDRESS` is a
 * gRPC server that never answers CreateVacancy, `SLOW` one that takes 600 ms per call, `CLOSED` a port without a listener.
 */
export const PLAIN_K6 = {
  'a threshold on what never happens': {
    script: `
    export const options = { iterations: 1, thresholds: { 'http_req_duration{name:typo}': ['p(95)<100'] } };
    export default function () {}`,
  },
  'an exception in an iteration': {
    script: `
    export const options = { iterations: 2 };
    export default function () { throw new Error('nothing was tested'); }`,
  },
  'every call times out': {
    script: `${GRPC}
    export const options = { iterations: 1, thresholds: { grpc_req_duration: ['p(95)<100'] } };
    export default function () {
      client.connect(__ENV.ADDRESS, { plaintext: true });
      client.invoke('pb.VacancyService/CreateVacancy', { Title: 'x' }, { timeout: '200ms' });
    }`,
  },
  'slow calls among fast ones: streams and health checks count as calls': {
    script: `${GRPC}
    const slow = new grpc.Client();
    slow.loadProtoset(__ENV.PROTOSET);
    export const options = { iterations: 1, thresholds: { grpc_req_duration: ['p(95)<100', 'max>500'] } };
    export default function () {
      client.connect(__ENV.ADDRESS, { plaintext: true });
      for (let i = 0; i < 15; i++) {
        const stream = new grpc.Stream(client, 'pb.VacancyService/GetVacancies');
        stream.write({ page: '1', limit: '1' });
        stream.end();
        try { client.healthCheck(); } catch { /* this server has none */ }
      }
      slow.connect(__ENV.SLOW, { plaintext: true });
      slow.invoke('pb.VacancyService/GetVacancy', { Id: 'none' });
      slow.close();
    }`,
  },
  'HTTP connections refused count as very fast': {
    script: `
    import http from 'k6/http';
    export const options = { iterations: 3, thresholds: { http_req_duration: ['p(95)<100'] } };
    export default function () { http.get('http://' + __ENV.CLOSED); }`,
  },
  'calls that the server refuses: the only failure rate is that of HTTP': {
    script: `${GRPC}
    export const options = {
      iterations: 3,
      thresholds: { grpc_req_duration: ['p(95)<1000'], http_req_failed: ['rate<0.01'] },
    };
    export default function () {
      client.connect(__ENV.ADDRESS, { plaintext: true });
      client.invoke('pb.VacancyService/GetVacancy', { Id: 'none' });
      client.close();
    }`,
  },
  'arrivals dropped for want of a virtual user': {
    script: `
    import { sleep } from 'k6';
    export const options = {
      scenarios: { load: { executor: 'constant-arrival-rate', rate: 20, duration: '2s', preAllocatedVUs: 1, maxVUs: 1 } },
      thresholds: { iteration_duration: ['p(95)<2000'] },
    };
    export default function () { sleep(1); }`,
  },
  'a mistyped option': {
    script: `
    export const options = { iterations: 1, treshholds: { iterations: ['count>1000'] } };
    export default function () {}`,
  },
  'a mistyped key of a threshold': {
    script: `
    export const options = {
      iterations: 1,
      thresholds: { iterations: [{ threshold: 'count>=0', abortOnFial: true, wran: 'count>1000' }] },
    };
    export default function () {}`,
  },
  'thresholds switched off': {
    script: `
    export const options = { iterations: 1, thresholds: { iterations: ['count>1000'] } };
    export default function () {}`,
    env: { K6_NO_THRESHOLDS: 'true' },
  },
  'a summary that throws': {
    script: `
    export const options = { iterations: 1 };
    export default function () {}
    export function handleSummary() { throw new Error('no summary'); }`,
  },
  'a summary for a folder that is not there': {
    script: `
    export const options = { iterations: 1 };
    export default function () {}
    export function handleSummary() { return { 'no/such/folder/result.json': '{}' }; }`,
    missing: 'no/such/folder/result.json',
  },
  'a short run leaves no dashboard': {
    script: `
    export const options = { iterations: 1 };
    export default function () {}`,
    env: {
      K6_WEB_DASHBOARD: 'true',
      K6_WEB_DASHBOARD_HOST: '127.0.0.1',
      K6_WEB_DASHBOARD_PORT: '0',
      K6_WEB_DASHBOARD_EXPORT: 'dashboard.html',
    },
    missing: 'dashboard.html',
  },
  'iterations that hang are cut without a sample': {
    script: `
    import { sleep } from 'k6';
    export const options = {
      scenarios: { load: { executor: 'constant-arrival-rate', rate: 5, duration: '2s', preAllocatedVUs: 20, gracefulStop: '0s' } },
      thresholds: { iteration_duration: ['p(95)<100'] },
    };
    export default function () { if (__VU % 2 === 0) sleep(60); }`,
  },
} as const satisfies Record<string, PlainRun>;

export type Situation = keyof typeof PLAIN_K6;
