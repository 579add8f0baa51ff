import type { Command } from 'commander';
import {
  REQUESTS_SERVICE_DEFAULTS,
  type RequestsServiceOptions,
} from '../../../../../services/src/requests/requests-service-options';
import { startRequestsService } from '../../../../../services/src/requests/start-requests-service';
import { type ServeOption, serveHttpSystem, shareOption, waitOption } from './http-system';
import { readCount, readName, readWhole } from './option-readers';

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

/** `loadline serve requests`. */
export function serveRequests(): Command {
  return serveHttpSystem({
    name: 'requests',
    description: 'the request service: JSON over HTTP, worked off by a queue',
    defaults,
    own: OPTIONS,
    ports: () => ({}),
    start: startRequestsService,
    headline: ({ address }) => [`request service: http://${address}`],
    variables: ({ address }) => ({ TARGET_HOST: `http://${address}` }),
  });
}
