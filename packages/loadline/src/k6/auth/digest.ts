import { md5, sha256, sha512_256 } from 'k6/crypto';
import { digestChallenges } from './digest-challenges';

type Hash = (text: string) => string;

/** Hash functions of RFC 7616 that k6 provides. */
const HASHES: Readonly<Record<string, Hash>> = {
  MD5: (text) => md5(text, 'hex'),
  'SHA-256': (text) => sha256(text, 'hex'),
  'SHA-512-256': (text) => sha512_256(text, 'hex'),
};

/** Answers a challenge of Digest authentication (RFC 7616) with a different header for each request. */
export class DigestAnswers {
  private count = 0;
  private readonly hash: Hash;
  private readonly secret: string;
  private readonly clientNonce: string;

  /**
   * @param challenge parameters of the challenge
   * @param clientNonce default: a random one
   */
  constructor(
    private readonly challenge: Readonly<Record<string, string>>,
    private readonly user: string,
    password: string,
    clientNonce?: string,
  ) {
    const { algorithm = 'MD5', realm = '', nonce = '' } = challenge;
    this.hash = HASHES[baseOf(algorithm)] as Hash;
    this.clientNonce = clientNonce ?? this.hash(`${__VU} ${Date.now()} ${Math.random()}`).slice(0, 16);
    const own = this.hash(`${user}:${realm}:${password}`);
    this.secret = isOfSession(algorithm) ? this.hash(`${own}:${nonce}:${this.clientNonce}`) : own;
  }

  /** Value of the header `authorization` for one request. @param uri path and query, exactly as they are sent */
  header(method: string, uri: string): string {
    const { hash, clientNonce, challenge, user } = this;
    const { realm = '', nonce = '', algorithm, opaque, qop, userhash } = challenge;
    this.count += 1;
    const count = this.count.toString(16).padStart(8, '0');
    const request = hash(`${method}:${uri}`);
    const middle = qop === undefined ? nonce : `${nonce}:${count}:${clientNonce}:auth`;
    const isHashed = userhash === 'true';
    return [
      `Digest username=${quoted(isHashed ? hash(`${user}:${realm}`) : user)}`,
      `realm=${quoted(realm)}`,
      `nonce=${quoted(nonce)}`,
      `uri=${quoted(uri)}`,
      `response="${hash(`${this.secret}:${middle}:${request}`)}"`,
      ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
      ...(qop === undefined ? [] : [`qop=auth, nc=${count}, cnonce="${clientNonce}"`]),
      ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
      ...(isHashed ? ['userhash=true'] : []),
    ].join(', ');
  }
}

/**
 * The first challenge of a header `www-authenticate` that k6 can answer.
 * @returns undefined when there is none: no Digest challenge, an unknown hash function, or only `qop=auth-int`
 */
export function digestChallenge(header: string): Readonly<Record<string, string>> | undefined {
  return digestChallenges(header).find(({ algorithm = 'MD5', qop, nonce }) => {
    const isKnown = HASHES[baseOf(algorithm)] !== undefined;
    const kinds = qop?.split(',').map((kind) => kind.trim().toLowerCase());
    return isKnown && nonce !== undefined && (kinds === undefined || kinds.includes('auth'));
  });
}

function isOfSession(algorithm: string): boolean {
  return algorithm.toLowerCase().endsWith('-sess');
}

function baseOf(algorithm: string): string {
  return (isOfSession(algorithm) ? algorithm.slice(0, -'-sess'.length) : algorithm).toUpperCase();
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
