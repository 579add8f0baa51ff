import { fitName } from '../k6/lifecycle/call-names';
import type { AskedHeader } from './asked-header';

/** A field of a request or a reply, with the fields below it. */
export interface Shape {
  readonly name: string;
  /** `big`: a 64-bit integer, which is a string in JSON. */
  readonly kind:
    | 'text'
    | 'bytes'
    | 'big'
    | 'number'
    | 'flag'
    | 'choice'
    | 'object'
    | 'list'
    | 'time'
    | 'date';
  readonly fields?: readonly Shape[];
  /** Shape of the items of a list, if it needs any. */
  readonly item?: Shape;
  readonly values?: readonly string[];
  /** Name of the oneof: only one of its fields may be set. */
  readonly oneof?: string;
  /** Whether the field is required. Protos do not say that. */
  readonly isRequired?: boolean;
  readonly example?: unknown;
  /** Whether the field is in one of several alternative schemas, so that a value may lack it. */
  readonly isChoice?: boolean;
  /** Its value as TypeScript. */
  readonly code?: string;
  /** Whether its required fields are not known, because they are nested too deeply. */
  readonly isCut?: boolean;
}

/** What an operation does with a record. */
export type Verb = 'create' | 'read' | 'list' | 'update' | 'delete' | 'other';

/** A call that a service offers. */
export interface Operation {
  /** Name in the figures: `GetOrder`, `GET /orders/{id}`. */
  readonly call: string;
  /** Name of its function: `getOrder`. */
  readonly id: string;
  readonly verb: Verb;
  /** Operations with the same resource form a chain. */
  readonly resource: string;
  /** Whether its function returns a promise. */
  readonly isStream: boolean;
  /** Fields of the message; over HTTP: of the body. */
  readonly request: readonly Shape[];
  readonly reply: readonly Shape[];
  /** Over HTTP: parts of the route and required parts of the query. */
  readonly params: readonly Shape[];
  readonly query: readonly Shape[];
  /** Its service, over gRPC. */
  readonly service?: Service;
  /** Its method, route and body, over HTTP. */
  readonly http?: HttpParts;
}

/** The service of an operation over gRPC. */
export interface Service {
  /** Name of its protoset. */
  readonly system: string;
  /** Path of its proto, relative to the folder of protos. */
  readonly file: string;
  readonly name: string;
  readonly fullName: string;
}

/** Properties of an operation over HTTP. */
export interface HttpParts {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly body: 'json' | 'form' | undefined;
  /** The body as TypeScript, if it is known. */
  readonly bodyCode?: string;
  /** Headers that the call requires. */
  readonly headers?: readonly Shape[];
  /** The header by which it knows its user, as far as the document says it. */
  readonly asks?: AskedHeader;
}

const VERBS: readonly (readonly [Verb, RegExp])[] = [
  ['create', /^(Create|Put|Add|Insert|Post|Save|Register)(?![a-z])/],
  ['list', /^(List|Search|Query|Find)(?![a-z])/],
  ['read', /^(Get|Read|Fetch|Range|Describe|Show|Retrieve)(?![a-z])/],
  ['update', /^(Update|Patch|Set|Modify|Edit|Replace|Change)(?![a-z])/],
  ['delete', /^(Delete|Remove|Destroy)(?![a-z])/],
];

/** Guesses from the name of a method what it does. */
export function verbOf(method: string): Verb {
  const name = method.charAt(0).toUpperCase() + method.slice(1);
  return VERBS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

/** The operations of a suite: a chain over one record with a list call beside it, or single calls. */
export interface Chosen {
  readonly chain: readonly Operation[];
  readonly others: readonly Operation[];
  /** Replaces both: one journey for each page. */
  readonly pages?: readonly Page[];
}

/** Operations of one journey, in order. */
export interface Page {
  readonly name: string;
  readonly operations: readonly Operation[];
}

/** All calls of a suite. */
export function callsOf({ chain, others, pages = [] }: Chosen): readonly Operation[] {
  return [...chain, ...others, ...pages.flatMap(({ operations }) => operations)];
}

const CHAIN: readonly Verb[] = ['create', 'read', 'update', 'delete'];
const MOST = 5;

/**
 * Chooses at most five operations: create, read, update, delete and list of the resource that has most of them. Without such
 * a resource: the first ones that read something, or else simply the first ones.
 * @param wanted names of the wanted operations. Absent: all may be chosen
 */
export function choose(all: readonly Operation[], wanted?: readonly string[]): Chosen {
  const callable = wanted ? all.filter(({ call }) => wanted.includes(call)) : all;
  const groups = new Map<string, Operation[]>();
  for (const one of callable) groups.set(one.resource, [...(groups.get(one.resource) ?? []), one]);
  const rated = [...groups.values()]
    .map((group) => chainOf(group))
    .toSorted((a, b) => b.chain.length - a.chain.length || b.others.length - a.others.length);
  const [best] = rated;
  if (best && best.chain.length > 1 && !wanted) return best;
  if (best && best.chain.length > 1 && best.chain.length + best.others.length >= callable.length) return best;
  const harmless = callable.filter(({ verb }) => verb === 'read' || verb === 'list');
  const single = wanted ? callable : (harmless.length > 0 ? harmless : callable).slice(0, MOST);
  return { chain: [], others: single };
}

function chainOf(group: readonly Operation[]): Chosen {
  const find = (verb: Verb) => group.find((one) => one.verb === verb);
  const chain = CHAIN.map(find).filter((one) => one !== undefined);
  const list = find('list');
  const isChain = chain[0]?.verb === 'create' && chain.length > 1;
  return { chain: isChain ? chain : [], others: list ? [list] : [] };
}

/** Names that TypeScript does not allow for a constant of a module. */
const KEYWORDS =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield';
/** Names that the files of a suite use themselves. */
const OWN_NAMES =
  'server target setting secret readAddress signIn signInConcurrently signInAgain defineSignIn defineJourney b64encode iteration id caller answer reply';
const TAKEN = `${KEYWORDS} ${OWN_NAMES}`.split(' ');

/** Gives each function a unique name that the files of a suite use for nothing else. */
export function withOwnNames(operations: readonly Operation[]): Operation[] {
  const taken: string[] = [];
  return operations.map((one) => {
    // Names of constants for services, journeys and servers.
    const isTaken = TAKEN.includes(one.id) || /(Service|Journey)$|^server\d+$/.test(one.id);
    const own = isTaken ? `${one.id}Call` : one.id;
    let id = own;
    for (let n = 2; taken.includes(id); n++) id = `${own}${n}`;
    taken.push(id);
    return { ...one, id };
  });
}

/** Name of a call in the figures: k6 cannot select a call by a name with a comma or a quote. */
export function shownName({ call }: Pick<Operation, 'call'>): string {
  return fitName(call);
}
