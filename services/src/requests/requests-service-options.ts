import { NO_HTTP_FAULTS } from '../http/faults';
import type { HttpServiceOptions } from '../http/start-http-service';

/** How the reference request service is set up and how it misbehaves. */
export interface RequestsServiceOptions extends HttpServiceOptions {
  /** Requests that are processed at the same time. The others wait in the order in which they came. */
  workers: number;
  /** Time that a worker needs for one request, in ms. */
  workTimeMs: number;
  /**
   * Shortest time in ms between two requests that one worker takes. The real one takes one in about two seconds, however
   * short they are.
   */
  jobEveryMs: number;
  /**
   * Time in ms from the start of the service to the start of the workers. Until then requests stay NEW and `GET /health` is
   * a 500.
   */
  coldMs: number;
  /** Known datasets. A check of any other one ends COMPLETE without finding a column. */
  datasets: readonly string[];
  /** Object keys in the upload bucket. A `check_file` with any other `uploaded_filename` ends FAILED. */
  bucket: readonly string[];
  /** Number of detail rows of a checked request. Each third one has an issue of severity `error`. */
  detailRows: number;
  /** Share of the requests, 0 to 1, evenly spread, that end FAILED with an error object. */
  failJobShare: number;
  /** Share of the requests, 0 to 1, evenly spread, that stay PROCESSING. They occupy no worker. */
  stuckJobShare: number;
  /** Status of the queue in `GET /health`. UNHEALTHY makes it a 500. */
  queueStatus: 'HEALTHY' | 'UNHEALTHY';
}

/** Defaults of the options. */
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
