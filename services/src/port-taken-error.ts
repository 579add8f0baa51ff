/** Thrown when a service cannot listen because something else does. The message names the address and the way out. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';

  constructor(
    readonly host: string,
    readonly port: number,
  ) {
    super(
      `port ${port} on ${host} is taken: stop what listens there or use another port (0 takes a free one)`,
    );
  }
}
