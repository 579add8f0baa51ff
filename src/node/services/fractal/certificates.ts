import { isIP } from 'node:net';
import type { TlsIdentity } from '../http/start-http-server';

/** A server certificate and the authority that signed it, PEM. */
export interface Certificates {
  server: TlsIdentity;
  ca: string;
}

const KEY = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

/**
 * Makes an authority and a server certificate signed by it; the key of the authority is not kept.
 * @param names addresses and host names the server goes by; the first one is its common name
 */
export async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  // Not at the top: loading it takes longer than all the rest of the program, and no other command needs it.
  const { default: selfsigned } = await import(/* webpackMode: "eager" */ 'selfsigned');
  const ca = await selfsigned.generate([{ name: 'commonName', value: 'loadline reference service CA' }], {
    ...KEY,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await selfsigned.generate([{ name: 'commonName', value: names[0] ?? '' }], {
    ...KEY,
    ca: { key: ca.private, cert: ca.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { server: { certificate: server.cert, key: server.private }, ca: `${ca.cert}\n` };
}
