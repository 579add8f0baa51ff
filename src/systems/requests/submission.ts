import { sleep } from 'k6';
import { defineJourney, type Iteration, milliseconds, now, setting } from 'loadline';
import { getRequest, readDetails, submitRequest } from './api';
import { draftRequest } from './draft';
import * as metrics from './metrics';
import type { DetailPage, RequestReply } from './params';
import { serverTimeMs } from './server-time';

/** Submits a request, polls it until it is done, then reads its results, first all of them, then filtered. */
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

/** Counts a request that was not seen done, even when the time of the iteration ends during the wait. */
function countUnfinished(wait: () => RequestReply | undefined): RequestReply | undefined {
  let done: RequestReply | undefined;
  try {
    done = wait();
    return done;
  } finally {
    if (done === undefined) metrics.unfinished.add(1);
  }
}

/** Why a request failed although it is COMPLETE. Undefined when it did not fail. */
function errorOf(request: RequestReply): string | undefined {
  const { type, id, response } = request;
  // With neither data nor an error, the service says neither what it found nor what went wrong.
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

/** Polls a request until it is done. @returns undefined when a poll failed, or the request was not done in time */
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
    // The last poll is at the bound.
    sleep(Math.min(pauseMs, Math.ceil(leftMs)) / 1_000);
  }
}

/**
 * Reads details page by page, `DETAIL_PAGES` at most. It stops at a page that fails.
 * @returns the number of details on all pages, according to the last page; 0 when there was no page
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

/** What is wrong with a page, given the offset and the limit of its request. Undefined when nothing is. */
function wrongPage(page: DetailPage, offset: number, limit: number): string | undefined {
  const { details, total } = page;
  if (page.offset !== offset || page.limit !== limit)
    return `details: expected ${limit} from ${offset}, got the page of ${page.limit} from ${page.offset}`;
  const due = Math.max(0, Math.min(limit, total - offset));
  return details.length === due
    ? undefined
    : `details from ${offset}: expected ${due} of ${total}, got ${details.length}`;
}
