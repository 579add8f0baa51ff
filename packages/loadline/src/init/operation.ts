/** A field of a request or of a reply, and how deep it goes. */
export interface Shape {
  readonly name: string;
  /** `big`: a whole number of 64 bits, which is a text in JSON. */
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
  /** Of a list, where it needs one. */
  readonly item?: Shape;
  readonly values?: readonly string[];
  /** Of these only one may be there. */
  readonly oneof?: string;
  /** Has to be there; of protos, nothing says so. */
  readonly isRequired?: boolean;
  readonly example?: unknown;
  /** Its value as TypeScript. */
  readonly code?: string;
}

/** What an operation does with a record. */
export type Verb = 'create' | 'read' | 'list' | 'update' | 'delete' | 'other';

/** A call that a service offers. */
export interface Operation {
  /** As figures name it: `GetOrder`, `GET /orders/{id}`. */
  readonly call: string;
  /** What its function is called: `getOrder`. */
  readonly id: string;
  readonly verb: Verb;
  /** Operations of one resource make a chain. */
  readonly resource: string;
  /** Whether its function gives a promise. */
  readonly isStream: boolean;
  /** Fields of the message; over HTTP those of the body. */
  readonly request: readonly Shape[];
  readonly reply: readonly Shape[];
  /** Over HTTP: parts of the route and required parts of the query. */
  readonly params: readonly Shape[];
  readonly query: readonly Shape[];
  /** Over gRPC, its service. */
  readonly service?: Service;
  /** Over HTTP. */
  readonly http?: HttpParts;
}

/** The service of an operation over gRPC. */
export interface Service {
  /** Its protoset. */
  readonly system: string;
  /** From its folder of protos. */
  readonly file: string;
  readonly name: string;
  readonly fullName: string;
}

/** What an operation over HTTP is made with. */
export interface HttpParts {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly body: 'json' | 'form' | undefined;
  /** The body as TypeScript, where it is known. */
  readonly bodyCode?: string;
}

const VERBS: readonly (readonly [Verb, RegExp])[] = [
  ['create', /^(Create|Put|Add|Insert|Post|Save|Register)(?![a-z])/],
  ['list', /^(List|Search|Query|Find)(?![a-z])/],
  ['read', /^(Get|Read|Fetch|Range|Describe|Show|Retrieve)(?![a-z])/],
  ['update', /^(Update|Patch|Set|Modify|Edit|Replace|Change)(?![a-z])/],
  ['delete', /^(Delete|Remove|Destroy)(?![a-z])/],
];

/** What a method does, by its name. */
export function verbOf(method: string): Verb {
  const name = method.charAt(0).toUpperCase() + method.slice(1);
  return VERBS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

/** The operations of a suite: a chain over one record, and a list beside it; or else single calls. */
export interface Chosen {
  readonly chain: readonly Operation[];
  readonly others: readonly Operation[];
  /** In place of both: a journey each. */
  readonly pages?: readonly Page[];
}

/** What one journey does, in order. */
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
 * Chooses at most five: create, read, update, delete and list of the resource that has most of them, else the first that
 * read something, else the first.
 * @param wanted names of those that are wanted; absent: it is to be chosen
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
