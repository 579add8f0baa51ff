import { createInterface } from 'node:readline/promises';
import { missingHeader } from './asked-header';
import type { InitOptions, Service } from './init-source';
import { choose } from './operation';
import { proposedSignIn, tokenIn } from './sign-in';

/** Asks one question. @returns the answer, or the proposed value when the answer is empty */
export type Ask = (question: string, proposed: string) => Promise<string>;

/** Asks what describes the service, unless an option says it. */
export async function askForService(ask: Ask, options: InitOptions): Promise<InitOptions> {
  const { proto, openapi, reflect, har } = options;
  if (proto.length > 0 || [openapi, reflect, har].some((one) => one !== undefined)) return options;
  const kind = await ask('What describes the service: proto, openapi or reflect?', 'proto');
  if (kind === 'openapi') return { ...options, openapi: await ask('Where is the document?', 'openapi.yaml') };
  if (kind === 'reflect')
    return { ...options, reflect: await ask('Where does the server listen?', '127.0.0.1:50051') };
  const pattern = await ask('Where are the protos?', 'api/**/*.proto');
  const paths = await ask('Which folders are their imports written from, separated by commas?', '');
  return {
    ...options,
    proto: [pattern],
    protoPath: paths === '' ? [] : paths.split(',').map((path) => path.trim()),
  };
}

/** Asks for calls, target, TLS, sign-in and CI system, as far as no option gives them. */
export async function askForRest(ask: Ask, service: Service, options: InitOptions): Promise<InitOptions> {
  const calls = service.operations.map(({ call }) => call);
  const { chain, others } = choose(service.operations);
  const proposed = [...chain, ...others].map(({ call }) => calls.indexOf(call) + 1).join(',');
  const isHttp = service.operations.some(({ http }) => http);
  const list = calls.map((call, i) => `  ${i + 1} ${call}`).join('\n');
  // The calls of a recording are fixed.
  const numbers = service.recorded
    ? proposed
    : (options.methods ?? (await ask(`${list}\nWhich of these calls, by number?`, proposed)));
  const target =
    options.target ??
    options.reflect ??
    service.recorded?.origin ??
    (await ask('Where is it tried first?', `127.0.0.1:${isHttp ? 8000 : 50_051}`));
  const isTls = options.tls ?? (await ask('Does it speak TLS: yes or no?', 'no')).startsWith('y');
  const known = await askForSignIn(ask, service, options);
  const ci = await ask('What gates: github, gitlab or none?', options.ci);
  return {
    ...options,
    // Without a list of calls, the proposed chain is kept. With a list, it might become single calls.
    ...(numbers !== proposed && { methods: named(numbers, calls) }),
    target,
    tls: isTls,
    ...known,
    ci,
  };
}

/** Asks how the service knows its users, unless an option says it. A recording has the headers of its user. */
async function askForSignIn(
  ask: Ask,
  service: Service,
  { header, signIn, token }: InitOptions,
): Promise<Pick<InitOptions, 'header' | 'signIn' | 'token'>> {
  if (header !== undefined || signIn !== undefined || service.recorded) return {};
  const asked = missingHeader({ ...choose(service.operations), headers: [] });
  const kind = await ask('How does it know its users: none, header or call?', asked ? 'header' : 'none');
  if (kind === 'header') {
    const proposed = asked?.option ?? 'x-api-key=API_KEY';
    return { header: await ask('Which header, and the variable with its value?', proposed) };
  }
  if (kind !== 'call') return {};
  const proposed = proposedSignIn(service.operations);
  const call = await ask('Which call gives a token?', proposed?.call ?? '');
  const reply = service.operations.find((one) => one.call === call)?.reply ?? [];
  const field =
    token ?? (await ask('Which field of its reply is the token?', tokenIn(reply)?.join('.') ?? ''));
  return { signIn: call, ...(field !== '' && { token: field }) };
}

/** Replaces the numbers of calls by their names. */
function named(numbers: string, calls: readonly string[]): string {
  return numbers
    .split(',')
    .map((one) => calls[Number(one) - 1] ?? one.trim())
    .join(',');
}

/** Runs work with questions at the terminal. */
export async function atTerminal<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await work(async (question, proposed) => {
      const shown = proposed === '' ? ' [none] ' : ` [${proposed}] `;
      return (await terminal.question(question + shown)).trim() || proposed;
    });
  } finally {
    terminal.close();
  }
}
