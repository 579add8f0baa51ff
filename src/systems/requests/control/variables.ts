import type { Env } from 'loadline';
import { REQUEST_TYPES } from '../params';

/** Reads the address of the service: `TARGET_HOST`. @returns the address as a text for people */
export function readTarget(env: Env): string {
  return env.baseUrl('TARGET_HOST', 'http://127.0.0.1:8000') ?? '';
}

/** Reads what to submit, how long it may take, and how many pages of the results to read. */
export function readSubmissions(env: Env): void {
  env.weights('REQUEST_WEIGHTS', REQUEST_TYPES);
  env.text('DATASET', 'article-4-direction-area');
  env.text('COLLECTION', 'article-4-direction');
  env.text('UPLOADED_FILE', 'load-test-file.csv');
  env.text('DATA_URL', 'https://example.com/load-test-file.csv');
  env.durationMs('COMPLETE_WITHIN', 30_000);
  env.durationMs('POLL_EVERY', 1_000);
  env.integer('DETAIL_LIMIT', 50, 1, 100);
  env.integer('DETAIL_PAGES', 10);
  env.text('JSONPATH', '$.issue_logs[*].severity == "error"');
}
