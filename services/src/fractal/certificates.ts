import { KeyObject, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { TlsIdentity } from '../http/start-http-server';

/** A server certificate and the authority that signed it, PEM. */
export interface Certificates {
  server: TlsIdentity;
  ca: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;

/**
 * Makes a certificate authority and a server certificate signed by it. The authority's key is not kept.
 * @param names addresses and host names of the server; the first one is its common name
 */
export async function makeCertificates(names: readonly string[]): Promise<Certificates> {
  // Imported here and not at the top, because no other command needs it.
  const x509 = await import(/* webpackMode: "eager" */ '@peculiar/x509');
  const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } = x509;
  const [caKeys, serverKeys] = [await keyPair(), await keyPair()];
  const notAfter = new Date(Date.now() + YEAR_MS);
  const ca = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ['loadline reference service CA'] }],
    keys: caKeys,
    signingAlgorithm: ALGORITHM,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const server = await X509CertificateGenerator.create({
    subject: [{ CN: [names[0] ?? ''] }],
    issuer: ca.subjectName,
    signingKey: caKeys.privateKey,
    publicKey: serverKeys.publicKey,
    signingAlgorithm: ALGORITHM,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? ('ip' as const) : ('dns' as const), value })),
      ),
    ],
  });
  const key = KeyObject.from(serverKeys.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  return { server: { certificate: server.toString('pem'), key }, ca: `${ca.toString('pem')}\n` };
}

function keyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
