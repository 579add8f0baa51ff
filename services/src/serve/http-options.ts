import type { HttpServiceOptions } from '../http/start-http-service';
import { addressOptions } from './address-options';
import { type ServeOption, shareOption, waitOption } from './serve-options';

/** The options that every HTTP service has. */
export function httpOptions(defaults: HttpServiceOptions): ServeOption<HttpServiceOptions>[] {
  return [
    ...addressOptions(defaults),
    waitOption('--latency', 'added to each call', 'latencyMs', defaults.latencyMs),
    shareOption(
      '--fail-share',
      'share of calls that fail, 0 to 1, evenly spread',
      'failShare',
      defaults.failShare,
    ),
    {
      kind: 'value',
      flags: '--fail-status <status>',
      what: 'HTTP status of calls that fail',
      fallback: String(defaults.failStatus),
      read: (text) => ({ failStatus: readHttpStatus(text) }),
    },
    { kind: 'switch', flags: '--stall', what: 'never answer a call', on: { stall: true } },
    shareOption('--hang-share', 'share of calls never answered', 'hangShare', defaults.hangShare),
    shareOption(
      '--malformed-share',
      'share of calls answered with 200 and a broken body',
      'malformedShare',
      defaults.malformedShare,
    ),
    shareOption(
      '--cut-share',
      'share of calls whose answer is cut in the middle',
      'cutShare',
      defaults.cutShare,
    ),
    {
      kind: 'list',
      flags: '--fault-route <route>',
      what: 'a route that misbehaves, such as "GET /health", in place of all; may be repeated',
      read: (faultRoutes) => ({ faultRoutes }),
    },
  ];
}

function readHttpStatus(text: string): number {
  if (!/^[2-5]\d\d$/.test(text))
    throw new Error(`"${text}" is no HTTP status: write a number from 200 to 599`);
  return Number(text);
}
