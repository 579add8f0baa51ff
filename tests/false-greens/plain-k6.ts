/**
 * Situations in which plain k6 ends with 0 although nothing, or nothing good, was measured. Each is a whole script, written
 * as its author would; `ADDRESS` is a gRPC server that never answers CreateVacancy, `CLOSED` a port where nobody listens.
 */
export const PLAIN_K6: Readonly<Record<string, string>> = {
  'a threshold on a metric without samples': `
    export const options = { iterations: 1, thresholds: { 'http_req_duration{name:typo}': ['p(95)<100'] } };
    export default function () {}`,
  'an exception in an iteration': `
    export const options = { iterations: 2 };
    export default function () { throw new Error('nothing was tested'); }`,
  'every call times out': `
    import grpc from 'k6/net/grpc';
    const client = new grpc.Client();
    client.loadProtoset(__ENV.PROTOSET);
    export const options = { iterations: 1, thresholds: { grpc_req_duration: ['p(95)<100'] } };
    export default function () {
      client.connect(__ENV.ADDRESS, { plaintext: true });
      client.invoke('pb.VacancyService/CreateVacancy', { Title: 'x' }, { timeout: '200ms' });
    }`,
  'calls that the server refuses': `
    import grpc from 'k6/net/grpc';
    const client = new grpc.Client();
    client.loadProtoset(__ENV.PROTOSET);
    export const options = { iterations: 3, thresholds: { grpc_req_duration: ['p(95)<1000'] } };
    export default function () {
      client.connect(__ENV.ADDRESS, { plaintext: true });
      client.invoke('pb.VacancyService/GetVacancy', { Id: 'none' });
      client.close();
    }`,
  'connections refused count as very fast': `
    import http from 'k6/http';
    export const options = { iterations: 3, thresholds: { http_req_duration: ['p(95)<100'] } };
    export default function () { http.get('http://' + __ENV.CLOSED); }`,
  'arrivals dropped for want of a virtual user': `
    import { sleep } from 'k6';
    export const options = {
      scenarios: { load: { executor: 'constant-arrival-rate', rate: 20, duration: '2s', preAllocatedVUs: 1, maxVUs: 1 } },
      thresholds: { iteration_duration: ['p(95)<2000'] },
    };
    export default function () { sleep(1); }`,
  'thresholds switched off': `
    export const options = { iterations: 1, thresholds: { iterations: ['count>1000'] } };
    export default function () {}`,
  'a summary that throws': `
    export const options = { iterations: 1 };
    export default function () {}
    export function handleSummary() { throw new Error('no summary'); }`,
  'a summary for a folder that is not there': `
    export const options = { iterations: 1 };
    export default function () {}
    export function handleSummary() { return { 'no/such/folder/result.json': '{}' }; }`,
  'passes that hang are cut without a sample': `
    import { sleep } from 'k6';
    export const options = {
      scenarios: { load: { executor: 'constant-arrival-rate', rate: 5, duration: '2s', preAllocatedVUs: 20, gracefulStop: '0s' } },
      thresholds: { iteration_duration: ['p(95)<100'] },
    };
    export default function () { if (__VU % 2 === 0) sleep(60); }`,
};
