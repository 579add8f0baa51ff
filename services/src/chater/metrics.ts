import type { ServiceContext } from '../http/service-app';
import type { CallCounts } from '../service';

/** `GET /metrics`: the number of answered calls, in Prometheus' text format. */
export function metrics(c: ServiceContext, calls: CallCounts): Response {
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
  const type = 'text/plain; version=0.0.4; charset=utf-8';
  return c.body(`${[...head, ...lines].join('\n')}\n`, 200, { 'content-type': type });
}
