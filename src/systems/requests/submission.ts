import { sleep } from 'k6';
import { defineJourney, type Iteration, milliseconds, now, setting } from 'loadline';
import { getRequest, readDetails, submitRequest } from './api';
import { draftRequest } from './draft';
import * as metrics from './metrics';
import type { DetailPage, RequestReply } from './params';
import { serverTimeMs } from './server-time';

/** Submits a request, looks each second until it is done, reads what was found, all of it and filtered. */
export const submissionJourney = defineJourney(
  {
    every: '5s',
    maxDuration: '10s',
    extraTime: 'COMPLETE_WITHIN',
    tags: ['submission'],
    calls: ['POST /requests', 'GET /requests/{id}', 'GET /requests/{id}/response-details'],
    causes: ['job_failed', 'job_error', 'job_timeout'],
    metrics: [
      'time_to_complete',
      'server_time_to_complete',
      'polls',
      'unfinished',
      'details',
      'filtered_details',
    ],
  },
  (iteration) => {
    const startMs = now();
    const id = submitRequest(iteration, { body: { params: draftRequest(iteration) } })?.id ?? '';
    const done = countUnfinished(() => waitForEnd(iteration, id, startMs));
    if (done === undefined) return;
    if (done.status === 'FAILED') {
      iteration.fail('job_failed', told(done));
      return;
    }
    metrics.timeToComplete.add(now() - startMs);
    const serverMs = serverTimeMs(done);
    if (serverMs !== undefined) metrics.serverTimeToComplete.add(serverMs);
    const error = errorOf(done);
    if (error !== undefined) {
      iteration.fail('job_error', error);
      return;
    }
    metrics.details.add(readPages(iteration, id));
    metrics.filteredDetails.add(readPages(iteration, id, setting('JSONPATH')));
  },
);

/** Counts a request that was not seen done, also when the time of the iteration ends meanwhile. */
function countUnfinished(wait: () => RequestReply | undefined): RequestReply | undefined {
  let done: RequestReply | undefined;
  try {
    done = wait();
    return done;
  } finally {
    if (done === undefined) metrics.unfinished.add(1);
  }
}

/** Why a request that is COMPLETE did not do its work; undefined when it did. */
function errorOf(request: RequestReply): string | undefined {
  const { type, id, response } = request;
  // Without data and error, the service says neither what it found nor what went wrong.
  if (!response?.data || response.error) return told(request);
  const columns = response.data['column-field-log'];
  if (!Array.isArray(columns) || columns.length > 0) return undefined;
  return `${type} ${id}: the check found no column: does the service know the dataset ${setting('DATASET')}?`;
}

function told({ type, id, response }: RequestReply): string {
  const { errMsg, errMsgDetail } = response?.error ?? {};
  const detail = errMsgDetail ? ` (${errMsgDetail})` : '';
  return `${type} ${id}: ${errMsg ? `${errMsg}${detail}` : JSON.stringify(response)}`.slice(0, 200);
}

/** Looks at a request until it is done. @returns undefined when a look failed, or it was not done in time */
function waitForEnd(iteration: Iteration, id: string, startMs: number): RequestReply | undefined {
  const within = setting('COMPLETE_WITHIN');
  const pauseMs = milliseconds(setting('POLL_EVERY'));
  const endMs = startMs + milliseconds(within);
  for (;;) {
    metrics.polls.add(1);
    const request = getRequest(iteration, { params: { id } });
    if (request === undefined || request.status === 'COMPLETE' || request.status === 'FAILED') return request;
    const leftMs = endMs - now();
    if (leftMs <= 0) {
      iteration.fail('job_timeout', `${request.type} ${id} is still ${request.status} after ${within}`);
      return undefined;
    }
    // The last look is at the bound.
    sleep(Math.min(pauseMs, Math.ceil(leftMs)) / 1_000);
  }
}

/**
 * Reads details page by page, `DETAIL_PAGES` at most; after a page that failed no other.
 * @returns how many there are on all pages, as the last page says; 0 when there was none
 */
function readPages(iteration: Iteration, id: string, jsonpath?: string): number {
  const limit = Number(setting('DETAIL_LIMIT'));
  const end = limit * Number(setting('DETAIL_PAGES'));
  let total = 0;
  let offset = 0;
  do {
    const page = readDetails(iteration, {
      params: { id },
      query: { offset, limit, jsonpath },
      check: (page) => wrongPage(page, offset, limit),
    });
    if (page === undefined) return total;
    total = page.total;
    offset += limit;
  } while (offset < Math.min(total, end));
  return total;
}

/** What is wrong with a page of those that was asked for; undefined when nothing is. */
function wrongPage(page: DetailPage, offset: number, limit: number): string | undefined {
  const { details, total } = page;
  if (page.offset !== offset || page.limit !== limit)
    return `details: expected ${limit} from ${offset}, got the page of ${page.limit} from ${page.offset}`;
  const due = Math.max(0, Math.min(limit, total - offset));
  return details.length === due
    ? undefined
    : `details from ${offset}: expected ${due} of ${total}, got ${details.length}`;
}
