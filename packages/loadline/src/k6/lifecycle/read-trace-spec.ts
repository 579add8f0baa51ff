import { readShare, shareProblem, type TraceSpec, traceLinkProblem } from '../../core/telemetry/trace';
import type { Env } from '../user/env';

/** Reads how calls are identified for tracing. @returns undefined when tracing is off, or a variable is wrong */
export function readTraceSpec(env: Env): TraceSpec | undefined {
  const share = env.text('TRACE_SHARE');
  const link = env.text('TRACE_LINK');
  const problem = (name: string, message: string | undefined) => {
    if (message !== undefined) env.wrong(name, message);
  };
  if (share !== undefined) problem('TRACE_SHARE', shareProblem(share));
  if (link !== undefined) problem('TRACE_LINK', traceLinkProblem(link));
  if (share === undefined && link !== undefined)
    problem('TRACE_LINK', 'has no effect without TRACE_SHARE: write TRACE_SHARE=1%, or leave it out');
  const perMillion = share === undefined ? undefined : readShare(share);
  return perMillion === undefined ? undefined : { perMillion, ...(link !== undefined && { link }) };
}
