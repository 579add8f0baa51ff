import { defineService } from '../serve/define-service';
import { httpOptions } from '../serve/http-options';
import { readCount, readName, readWhole } from '../serve/option-readers';
import { type ServeOption, shareOption, waitOption } from '../serve/serve-options';
import { REQUESTS_SERVICE_DEFAULTS, type RequestsServiceOptions } from './requests-service-options';
import { startRequestsService } from './start-requests-service';

/** Workers of the demo: enough for eight requests a second, twice what its 20 users send. */
const DEMO_WORKERS = 16;
const MAX_WORKERS = 10_000;
const MAX_DETAIL_ROWS = 10_000;
const defaults = REQUESTS_SERVICE_DEFAULTS;

const OPTIONS: ServeOption<RequestsServiceOptions>[] = [
  {
    kind: 'value',
    flags: '--workers <n>',
    what: 'requests worked on at the same time',
    fallback: String(defaults.workers),
    read: (text) => ({ workers: readCount(text, MAX_WORKERS) }),
  },
  waitOption('--work-time', 'what a worker needs for a request', 'workTimeMs', defaults.workTimeMs),
  waitOption(
    '--job-every',
    'least time between two requests that one worker takes',
    'jobEveryMs',
    defaults.jobEveryMs,
  ),
  waitOption(
    '--cold',
    'how long after the service its workers start; GET /health is 500 until then',
    'coldMs',
    defaults.coldMs,
  ),
  {
    kind: 'list',
    flags: '--dataset <name>',
    what: 'a dataset that is known, in place of the usual ones; may be repeated',
    read: (datasets) => ({ datasets }),
  },
  {
    kind: 'list',
    flags: '--bucket <name>',
    what: 'an uploaded file that is there, in place of the usual ones; may be repeated',
    read: (bucket) => ({ bucket }),
  },
  {
    kind: 'value',
    flags: '--detail-rows <n>',
    what: 'rows of response details',
    fallback: String(defaults.detailRows),
    read: (text) => ({ detailRows: readWhole(text, MAX_DETAIL_ROWS) }),
  },
  shareOption('--fail-job-share', 'share of requests that end FAILED', 'failJobShare', defaults.failJobShare),
  shareOption(
    '--stuck-job-share',
    'share of requests that never end',
    'stuckJobShare',
    defaults.stuckJobShare,
  ),
  {
    kind: 'value',
    flags: '--queue-status <status>',
    what: 'HEALTHY or UNHEALTHY, as GET /health says',
    fallback: defaults.queueStatus,
    read: (text) => ({ queueStatus: readName(text, ['HEALTHY', 'UNHEALTHY'] as const) }),
  },
];

/** The request service for `loadline serve requests` and `loadline demo requests`. */
export const requests = defineService({
  description: 'the request service: JSON over HTTP, worked off by a queue',
  defaults,
  options: [...httpOptions(defaults), ...OPTIONS],
  ports: ({ port }) => ({ '--port': port }),
  start: startRequestsService,
  headline: ({ address }) => [`request service: http://${address}`],
  variables: ({ address }) => ({ TARGET_HOST: `http://${address}` }),
  examples: [
    ['loadline serve requests --workers 4 --work-time 200ms', 'how fast jobs are done'],
    ['loadline serve requests --fail-job-share 1', 'every job ends FAILED'],
  ],
  // The real system's one worker does a request in two seconds: too slow for the demo's users.
  demo: { users: 20, duration: '30s', options: () => ({ port: 0, workers: DEMO_WORKERS }) },
});
