import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import type { Aggregate } from '../packages/loadline/src/core/figures/aggregate';
import type { ChaterServiceOptions } from '../services/src/chater/chater-service-options';
import { type RunningChaterService, startChaterService } from '../services/src/chater/start-chater-service';
import { TestCalls } from '../services/src/chater/test-calls';
import { type K6Ending, resultOf, runK6, startK6 } from './harness/k6-run';
import { onLoopback } from './harness/on-loopback';
import { project } from './harness/project';
import { tempFolder } from './harness/temp-folder';

const PHOTO = 'POST /eater_receive_photo';
const TODAY = 'GET /eater_get_today';
const MODIFY = 'POST /modify_food_record';
const DELETE = 'POST /delete_food';
const WEIGHT = 'POST /manual_weight';
const AUTH = 'POST /eater_auth';

/** Five iterations of each journey. */
const LOAD = { USERS: '4', EVERY: '200ms', DURATION: '2s' };

const bundle = join(process.env.DIST ?? project('dist'), 'chater.js');

async function foodDiary(options: Partial<ChaterServiceOptions> = {}): Promise<RunningChaterService> {
  const service = await startChaterService({ port: 0, pollQuantumMs: 10, backendMs: 5, ...options });
  onTestFinished(() => service.stop());
  return service;
}

function variablesOf(service: RunningChaterService): Record<string, string> {
  return {
    TARGET_HOST: `http://${service.address}`,
    TEST_USER_TOKEN: service.testUserToken,
    TEST_USER_EMAIL: service.testUserEmail,
    ...LOAD,
  };
}

async function run(service: RunningChaterService, variables: Record<string, string> = {}): Promise<K6Ending> {
  const end = await runK6({ bundle, variables: { ...variablesOf(service), ...variables } });
  expect(end.output + end.resultText).not.toContain(service.testUserToken);
  return end;
}

/** The server's own counts by call. */
function serverCounts(service: RunningChaterService): Record<string, number> {
  return Object.fromEntries(
    Object.entries(service.stats().calls).map(([call, statuses]) => [
      call,
      Object.values(statuses).reduce((sum, count) => sum + count, 0),
    ]),
  );
}

/** The report's counts by call, clean-up included. */
function reportCounts({ calls }: Aggregate): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { call, count } of calls) counts[call] = (counts[call] ?? 0) + count;
  return counts;
}

/** Causes of failures by call, in the load only. */
function causesOf(end: K6Ending): Record<string, Readonly<Record<string, number>>> {
  const failed = resultOf(end).aggregate.calls.filter(({ phase, failed }) => phase === 'load' && failed > 0);
  return Object.fromEntries(failed.map(({ call, causes }) => [call, causes]));
}

const some = expect.any(Number);

it('the bundle contains static codecs, each in one direction only, and no clean-up', async () => {
  const code = await readFile(bundle, 'utf8');
  expect(code).toContain('class BinaryReader');
  expect(code.match(/PhotoMessage = \{\s+encode/g)).toHaveLength(1);
  expect(code).not.toMatch(
    /Response = \{\s+encode|Request = \{\s+decode|fromPartial|fromJSON|makeGenericClientConstructor/,
  );
  expect(code).not.toMatch(/FileDescriptor|removeDishes\(|readPhoto\(/);
});

it('a healthy run passes, its counts equal the server’s, and its dishes are removed', async () => {
  const service = await foodDiary();
  await new TestCalls(service).photo();
  await fetch(`http://127.0.0.1:${service.controlPort}/reset`, { method: 'POST' });
  const end = await run(service);
  const { verdict, reasons, aggregate } = resultOf(end);
  expect({ verdict, reasons }).toEqual({ verdict: 'pass', reasons: [] });
  expect(end.code).toBe(0);
  const counts = reportCounts(aggregate);
  expect(counts).toEqual(serverCounts(service));
  expect(Object.keys(counts)).toHaveLength(13);
  expect(counts[WEIGHT]).toBeGreaterThanOrEqual(5);
  // Calls with invented identities.
  expect(service.stats().calls[AUTH]).toEqual({ 401: counts[AUTH] });
  // The dish that the test has created: it does not belong to the run.
  expect(service.stats().records).toBe(1);
  expect(end.output).toMatch(/left behind, as no call undoes it: the weights, the feedback .*, the language/);
});

it('a reply without success, and the reply text Failed, are failures although the status is OK', async () => {
  const empty = await run(await foodDiary({ emptySuccessShare: 0.4 }));
  expect(empty.code).toBe(99);
  expect(causesOf(empty)).toEqual({
    [MODIFY]: { wrong_reply: some },
    [DELETE]: { wrong_reply: some },
    [WEIGHT]: { wrong_reply: some },
    'POST /set_language': { wrong_reply: some },
    'POST /feedback': { wrong_reply: some },
  });
  const text = await run(await foodDiary({ failedTextShare: 0.4 }));
  expect(text.code).toBe(99);
  const { [AUTH]: auth, ...others } = causesOf(text);
  // To accept an invented identity is worse than a broken body.
  expect(auth).toEqual({ wrong_reply: some });
  expect(Object.keys(others).length).toBeGreaterThanOrEqual(10);
  for (const causes of Object.values(others)) expect(causes).toEqual({ decode_error: some });
});

it.each([
  [{ malformedShare: 0.4 }, 'decode_error'],
  [{ failShare: 0.4, failStatus: 500 }, 'status_500'],
])('of calls with %o the cause is %s', async (faults, cause) => {
  const service = await foodDiary({ ...faults, faultRoutes: [TODAY, MODIFY] });
  const end = await run(service);
  expect(end.code).toBe(99);
  expect(causesOf(end)).toEqual({ [TODAY]: { [cause]: some }, [MODIFY]: { [cause]: some } });
  expect(reportCounts(resultOf(end).aggregate)).toEqual(serverCounts(service));
  expect(service.stats().records).toBe(0);
});

it('a call for a missing dish fails', async () => {
  const service = await foodDiary();
  const forgetting = await pretending(service, { '/eater_receive_photo': '{"status":"Success"}' });
  const end = await run(service, { TARGET_HOST: forgetting, TAGS: 'full_flow,health_level' });
  expect(end.code).toBe(99);
  const { aggregate } = resultOf(end);
  const [flow, health] = aggregate.journeys;
  expect(flow?.causes).toEqual({ wrong_reply: flow?.done });
  expect(health?.causes).toEqual({ wrong_reply: health?.done });
  expect(causesOf(end)).toEqual({ [TODAY]: { wrong_reply: some } });
  expect(end.output).toMatch(/no dish at \d{13} among the 0 of today/);
  expect(aggregate.calls.some(({ call, count }) => call === MODIFY && count > 0)).toBe(false);
});

it('a change that the service does not make, empty advice and an empty health level are failures', async () => {
  const service = await foodDiary();
  const idle = await pretending(service, {
    '/modify_food_record': '\x08\x01',
    '/get_recommendation': '',
    '/food_health_level': '',
  });
  // EATER_TARGET_HOST wins over TARGET_HOST.
  const end = await run(service, { EATER_TARGET_HOST: idle, TAGS: 'full_flow,health_level' });
  expect(causesOf(end)).toEqual({
    [TODAY]: { wrong_reply: some },
    'POST /get_recommendation': { wrong_reply: some },
    'POST /food_health_level': { wrong_reply: some },
  });
  expect(end.output).toMatch(/calories of the doubled dish: expected \d+, got \d+/);
  expect(service.stats().records).toBe(0);
});

it('after Ctrl-C the dishes are removed too', async () => {
  const service = await foodDiary({ failShare: 0.5, faultRoutes: [DELETE] });
  const variables = { ...variablesOf(service), DURATION: '60s', TAGS: 'full_flow,health_level' };
  const { process, ending } = await startK6({ bundle, variables });
  for (let i = 0; i < 100 && service.stats().records < 4; i++) await wait(100);
  expect(service.stats().records).toBeGreaterThanOrEqual(4);
  process.kill('SIGINT');
  const end = await ending;
  expect(end.code).toBe(105);
  expect(service.stats().records).toBe(0);
  expect(resultOf(end).aggregate.recordsLeft).toBe(0);
});

it('prints every call without a secret, and a given identity has to be accepted', async () => {
  const service = await foodDiary();
  const given = { TAGS: 'auth', TEST_AUTH_TOKEN: 'accepted-id-token' };
  const end = await run(service, { ...given, DEBUG: '1', TAGS: 'auth,full_flow,health_level' });
  expect(end.code).toBe(0);
  expect(end.output).toContain('→ POST /delete_food');
  expect(end.output).toContain('← POST /eater_auth');
  expect(end.output).not.toContain(given.TEST_AUTH_TOKEN);
  // The beginning of every signed token.
  expect(end.output).not.toContain('eyJ');
  expect(service.stats().calls[AUTH]).toEqual({ 200: 1 });
  const refused = await run(service, { ...given, TEST_AUTH_TOKEN: 'of-nobody', DURATION: '1s' });
  expect(refused.code).toBe(99);
  expect(causesOf(refused)).toEqual({ [AUTH]: { status_401: some } });
});

it('does not print the token when a server quotes it', async () => {
  const service = await foodDiary();
  const quoting = await pretending(service, {
    '/eater_receive_photo': ({ headers }) => `not with ${headers.authorization}`,
  });
  // `run` searches all output and files for the token.
  const end = await run(service, { TARGET_HOST: quoting, TAGS: 'full_flow', DURATION: '1s' });
  expect(causesOf(end)).toEqual({ [PHOTO]: { status_500: some } });
  expect(end.output).toContain('not with Bearer ***');
});

it('sends the photo that the variable names', async () => {
  const service = await foodDiary();
  const end = await run(service, {
    TEST_PHOTO_PATH: project('package.json'),
    TAGS: 'full_flow',
    DURATION: '1s',
  });
  expect(causesOf(end)).toEqual({ [PHOTO]: { status_400: some } });
  expect(end.output).toContain('cannot identify image file');
});

it('reports wrong variables, and sends no request', async () => {
  const service = await foodDiary();
  const folder = await tempFolder();
  const wrong = {
    TEST_PHOTO_PATH: 'dinner.jpg',
    TEST_CUSTOM_DATE: '2026-02-01',
    TEST_LANGUAGE_CODE: 'english',
  };
  const end = await runK6({ bundle, cwd: folder, variables: { ...variablesOf(service), ...wrong } });
  expect(end.code).toBe(107);
  const said = end.output.replaceAll('\\"', '"');
  expect(said).toContain('TEST_PHOTO_PATH: there is no file "dinner.jpg"');
  expect(said).toContain('TEST_CUSTOM_DATE: is "2026-02-01": write a day such as');
  expect(said).toContain('TEST_LANGUAGE_CODE: is "english": write two letters');
  const { TEST_USER_EMAIL: _, ...nobody } = variablesOf(service);
  const token = `Bearer ${service.testUserToken}`;
  const unknown = await runK6({ bundle, variables: { ...nobody, TEST_USER_TOKEN: token } });
  expect(unknown.code).toBe(107);
  expect(unknown.output).toContain('TEST_USER_EMAIL: is not set');
  expect(unknown.output).toContain('TEST_USER_TOKEN: holds a blank');
  expect(unknown.output).not.toContain(service.testUserToken);
  expect(service.stats().calls).toEqual({});
});

/**
 * Starts a proxy before a food diary that answers some paths itself: with a text, or an error that is made for the call. The
 * diary does not see these calls.
 * @returns its base URL
 */
async function pretending(
  service: RunningChaterService,
  answers: Readonly<Record<string, string | ((request: IncomingMessage) => string)>>,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const answer = answers[request.url ?? ''];
    if (typeof answer === 'string') {
      response.end(answer);
      return;
    }
    if (answer !== undefined) {
      response.writeHead(500).end(answer(request));
      return;
    }
    const real = await fetch(`http://${service.address}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { authorization: request.headers.authorization ?? '' },
      ...(request.method === 'POST' && { body }),
    });
    response.writeHead(real.status).end(Buffer.from(await real.arrayBuffer()));
  });
  return `http://127.0.0.1:${await onLoopback(server)}`;
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk as Uint8Array);
  return new Uint8Array(Buffer.concat(chunks));
}
