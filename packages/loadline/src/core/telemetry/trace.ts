import { readBaseUrl } from '../network/address';

/** How a run identifies its calls for the tracing of the tested system (W3C Trace Context). */
export interface TraceSpec {
  /** Iterations per million whose calls carry the sampled flag. Most tracing systems keep the traces with this flag. */
  readonly perMillion: number;
  /** Address of a trace, with `{traceId}` and perhaps `{spanId}`. Absent: reports show the IDs without a link. */
  readonly link?: string;
}

/** The trace of one call, as reports show it. */
export interface TraceOf {
  readonly traceId: string;
  readonly spanId: string;
  /** Whether the call carried the sampled flag. */
  readonly isSampled: boolean;
  /** Address of the trace. Absent when the run has no template of a link. */
  readonly link?: string;
}

/** A call of the load with the sampled flag, among the slowest ones. */
export interface SlowCall extends TraceOf {
  readonly call: string;
  /** When the call ended, in ms since the epoch. */
  readonly atMs: number;
  readonly durationMs: number;
}

/** Key of the metadata of k6's samples that holds the traceparent of a call. */
export const TRACEPARENT = 'traceparent';

const MILLION = 1_000_000;
const SHARE = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/;

/** Reads a share such as `1%`. @returns parts per million; undefined when the text is no share */
export function readShare(text: string): number | undefined {
  const perMillion = Math.round(Number(SHARE.exec(text.trim())?.[1] ?? Number.NaN) * 10_000);
  return perMillion > 0 && perMillion <= MILLION ? perMillion : undefined;
}

/** What is wrong with a share. Undefined when nothing is. */
export function shareProblem(text: string): string | undefined {
  if (readShare(text) !== undefined) return undefined;
  return `is "${text}": write a share above 0% and up to 100%, such as 1% or 0.05%`;
}

/**
 * Whether the calls of an iteration carry the sampled flag. The iterations of a journey are divided into blocks of
 * 1,000,000 / share iterations, and one of each block is chosen. So the share is exact, the same in every instance, and known
 * in advance. The place in the block varies, so that the choice does not stay in step with data that repeats, such as accounts
 * that are used in turn. In the first block it is the first iteration, so that a short run has a trace, too.
 * @param iteration number of the iteration, from 0, over all instances
 */
export function isChosen(iteration: number, perMillion: number): boolean {
  const block = Math.floor((iteration * perMillion) / MILLION);
  const first = Math.ceil((block * MILLION) / perMillion);
  const length = Math.ceil(((block + 1) * MILLION) / perMillion) - first;
  return iteration - first === (Math.imul(block, 0x9e3779b1) >>> 0) % length;
}

/** What is wrong with a template of a link. Undefined when nothing is. */
export function traceLinkProblem(template: string): string | undefined {
  const example = 'write one such as https://tempo.example.com/trace/{traceId}';
  const names: readonly string[] = template.match(/\{[^}]*\}/g) ?? [];
  const unknown = names.find((name) => name !== '{traceId}' && name !== '{spanId}');
  if (unknown !== undefined)
    return `contains ${unknown}, and only {traceId} and {spanId} are known: ${example}`;
  if (!names.includes('{traceId}')) return `does not contain {traceId}: ${example}`;
  const [base = ''] = template.split(/[?#]/);
  // The host must not come from a placeholder. readBaseUrl refuses other schemes and user names.
  const isUrl = readBaseUrl(base.replaceAll(/[{}]/g, '')) !== undefined && !/^[^/]*\/\/[^/]*\{/.test(base);
  return isUrl && !/[\s"'<>`\\]/.test(template)
    ? undefined
    : `is not an address over http or https: ${example}`;
}

/** @param template a valid template */
function traceLink(template: string, { traceId, spanId }: Pick<TraceOf, 'traceId' | 'spanId'>): string {
  return template.replaceAll('{traceId}', traceId).replaceAll('{spanId}', spanId);
}

/** Version 00 has exactly these fields; later versions may add some at the end. */
const PARENT = /(?:^|&)traceparent=(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?![0-9a-f])/;

/** Reads the trace of a call from the metadata of a sample, `key=value&…`. Undefined when there is none, or it is invalid. */
export function readTrace(metadata: string, { link }: Pick<TraceSpec, 'link'>): TraceOf | undefined {
  const [, traceId = '', spanId = '', flags = ''] = PARENT.exec(metadata) ?? [];
  if (/^0*$/.test(traceId) || /^0*$/.test(spanId)) return undefined;
  const ids = { traceId, spanId };
  const isSampled = (Number.parseInt(flags, 16) & 1) === 1;
  return { ...ids, isSampled, ...(link !== undefined && { link: traceLink(link, ids) }) };
}
