import { type HttpReply, text } from '../http/exchange';
import type { CallCounts } from '../service';

/** `GET /metrics`: the number of answered calls, as Prometheus reads it. */
export function metrics(calls: CallCounts): HttpReply {
  const lines = Object.entries(calls).flatMap(([route, byStatus]) => {
    const [method, endpoint] = route.split(' ');
    return Object.entries(byStatus).map(
      ([status, count]) =>
        `http_requests_total{method="${method}",endpoint="${endpoint}",status="${status}"} ${count}`,
    );
  });
  const head = [
    '# HELP http_requests_total Total number of HTTP requests',
    '# TYPE http_requests_total counter',
  ];
  return text(200, `${[...head, ...lines].join('\n')}\n`, 'text/plain; version=0.0.4; charset=utf-8');
}
