import { NO_HTTP_FAULTS } from '../http/faults';
import type { HttpServiceOptions } from '../http/start-http-service';

/** How the reference request service is set up and how it misbehaves. */
export interface RequestsServiceOptions extends HttpServiceOptions {
  /** Requests that are worked on at the same time; the others wait in the order they came. */
  workers: number;
  /** Time a worker needs for one request. */
  workTimeMs: number;
  /** Least time between two requests that one worker takes: the real one does one in about two seconds, however short they are. */
  jobEveryMs: number;
  /** The workers start so long after the service; until then requests stay NEW and `GET /health` is a 500. */
  coldMs: number;
  /** Datasets that are known: a check of any other one ends COMPLETE without having found a column. */
  datasets: readonly string[];
  /** Object keys in the upload bucket: a `check_file` with any other `uploaded_filename` ends FAILED. */
  bucket: readonly string[];
  /** Detail rows of a request that was checked; each third one has an issue of severity `error`. */
  detailRows: number;
  /** Share of the requests, 0 to 1, evenly spread, that end FAILED with an error object. */
  failJobShare: number;
  /** Share of the requests, 0 to 1, evenly spread, that stay PROCESSING; they hold no worker. */
  stuckJobShare: number;
  /** What `GET /health` says of the queue; UNHEALTHY makes it a 500. */
  queueStatus: 'HEALTHY' | 'UNHEALTHY';
}

/** What holds for every option that is not given. */
export const REQUESTS_SERVICE_DEFAULTS: RequestsServiceOptions = {
  ...NO_HTTP_FAULTS,
  host: '127.0.0.1',
  port: 8000,
  controlPort: 0,
  workers: 1,
  workTimeMs: 100,
  jobEveryMs: 2_000,
  coldMs: 0,
  datasets: ['article-4-direction-area', 'brownfield-land', 'conservation-area', 'tree-preservation-zone'],
  bucket: ['load-test-file.csv', 'article4directionareas-ok.csv', 'article4directionareas-error.csv'],
  detailRows: 12,
  failJobShare: 0,
  stuckJobShare: 0,
  queueStatus: 'HEALTHY',
};
