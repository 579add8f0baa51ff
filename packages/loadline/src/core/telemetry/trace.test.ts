import { describe, expect, it } from 'vitest';
import { isChosen, readShare, readTrace, shareProblem, traceLinkProblem } from './trace';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('the share of iterations that are traced', () => {
  it.each([
    ['1%', 10_000],
    ['100%', 1_000_000],
    ['0.05%', 500],
    ['33.3333%', 333_333],
  ])('reads %s', (text, perMillion) => expect(readShare(text)).toBe(perMillion));

  it.each(['0%', '101%', '1', '0.01', '-1%', '1%%', '', '0.00001%'])('refuses "%s"', (text) => {
    expect(shareProblem(text)).toContain('such as 1%');
  });

  it.each([
    ['1%', 100],
    ['10%', 10],
    ['0.05%', 2_000],
  ])('of %s is exactly one of each %i iterations, and the first of all', (share, block) => {
    const perMillion = readShare(share) ?? 0;
    const chosen = Array.from({ length: block * 50 }, (_, n) => n).filter((n) => isChosen(n, perMillion));
    expect(chosen.map((n) => Math.floor(n / block))).toEqual(Array.from({ length: 50 }, (_, n) => n));
    expect(chosen[0]).toBe(0);
    // It does not stay in step with data that is used in turn.
    expect(new Set(chosen.map((n) => n % block)).size).toBeGreaterThan(5);
  });

  it.each(['100%', '75%', '66.6%', '7%'])('of %s is exact over whole rounds', (share) => {
    const perMillion = readShare(share) ?? 0;
    let count = 0;
    for (let n = 0; n < 10_000; n++) if (isChosen(n, perMillion)) count++;
    expect(count).toBe(perMillion / 100);
  });
});

describe('the template of a link', () => {
  it.each([
    'https://tempo.example.com/trace/{traceId}',
    'http://127.0.0.1:16686/trace/{traceId}?uiFind={spanId}#x',
    'https://grafana.example.com/explore?left={traceId}',
  ])('accepts %s', (template) => expect(traceLinkProblem(template)).toBeUndefined());

  it.each([
    ['https://tempo.example.com/trace/', '{traceId}'],
    ['https://tempo.example.com/{trace_id}', '{trace_id}'],
    ['javascript:alert({traceId})', 'http or https'],
    ['//tempo.example.com/{traceId}', 'http or https'],
    ['data:text/html,{traceId}', 'http or https'],
    ['https://{traceId}.example.com/', 'http or https'],
    ['https://user:secret@example.com/{traceId}', 'http or https'],
    ['https://example.com/{traceId}"onclick="x', 'http or https'],
    ['https://example.com/?a={traceId}<b>', 'http or https'],
    ['https://example.com/a b/{traceId}', 'http or https'],
  ])('refuses %s', (template, words) => expect(traceLinkProblem(template)).toContain(words));
});

describe('the trace in the metadata of a sample', () => {
  it('has its IDs, its flag and its link', () => {
    const link = 'https://t.example.com/{traceId}/{spanId}';
    expect(readTrace(`a=b&traceparent=00-${ID}-${SPAN}-01`, { link })).toEqual({
      traceId: ID,
      spanId: SPAN,
      isSampled: true,
      link: `https://t.example.com/${ID}/${SPAN}`,
    });
    expect(readTrace(`traceparent=00-${ID}-${SPAN}-02`, {})?.isSampled).toBe(false);
  });

  it.each([
    '',
    'traceparent=',
    `traceparent=00-${'0'.repeat(32)}-${SPAN}-01`,
    `traceparent=00-${ID}-${'0'.repeat(16)}-01`,
    `traceparent=ff-${ID}-${SPAN}-01`,
    `traceparent=00-${ID.toUpperCase()}-${SPAN}-01`,
    `xtraceparent=00-${ID}-${SPAN}-01`,
    `traceparent=00-"><b>${ID}-${SPAN}-01`,
  ])('is none in "%s"', (metadata) => expect(readTrace(metadata, {})).toBeUndefined());
});
