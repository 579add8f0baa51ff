import type { HostAndPort } from '../core/network/address';
import type { AddressVariables } from '../core/spec/run-spec';
import type { SuiteFacts } from './references';

/** A variable that says where the load goes, with what an environment writes for it. */
interface TargetVariable {
  readonly variable: string;
  /** Undefined when the environment does not say it. */
  readonly text: string | undefined;
  /** Keys of the environment that it is made of. */
  readonly keys: readonly ('address' | 'tls')[];
}

/** Variables of the address when the suite is not built, or reads none. */
const USUAL: AddressVariables = { host: 'SERVICE_HOST', port: 'SERVICE_PORT' };

/** The variables from which a suite reads the address of the tested system. The first ones get the address of an environment. */
export function targetsOf(
  facts: Pick<SuiteFacts, 'addresses'> | undefined,
): readonly [AddressVariables, ...AddressVariables[]] {
  const [first = USUAL, ...others] = (facts?.addresses ?? []).filter(({ isTarget }) => isTarget);
  return [first, ...others];
}

/** Translates the address of a system, and whether it speaks TLS, into the variables from which a suite reads them. */
export function targetVariables(
  target: AddressVariables,
  at: HostAndPort | undefined,
  tls: boolean | undefined,
): readonly TargetVariable[] {
  if ('url' in target) {
    const address = at?.port === undefined ? at?.text : `${at.text}:${at.port}`;
    const text = `${tls ? 'https' : 'http'}://${address}`;
    return [{ variable: target.url, text, keys: ['address', 'tls'] }];
  }
  return [
    { variable: target.host, text: at?.text, keys: ['address'] },
    { variable: target.port, text: at?.port, keys: ['address'] },
    { variable: 'TLS', text: tls === undefined ? undefined : String(Number(tls)), keys: ['tls'] },
  ];
}
