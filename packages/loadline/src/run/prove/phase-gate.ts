import { createServer, type Server } from 'node:http';
import type { GatedPhase } from '../../core/spec/gated-phase';

/** What happens before each phase: the phase begins when this is done. */
export type BeforePhases = Readonly<Record<GatedPhase, () => void | Promise<void>>>;

/** A server on loopback that the script asks before each phase of its run, so no phase begins too early or unnoticed. */
export class PhaseGate {
  /** What happens before the phases of the current run. */
  before: BeforePhases | undefined;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer(async ({ url }, reply) => {
      const act = this.before?.[url?.slice(1) as GatedPhase];
      await act?.();
      reply.writeHead(act ? 204 : 404).end();
    });
  }

  /** Starts a gate on a free port of this machine. */
  static async start(): Promise<PhaseGate> {
    const gate = new PhaseGate();
    await new Promise<void>((done, fail) => {
      gate.#server.once('error', fail);
      gate.#server.listen(0, '127.0.0.1', done);
    });
    return gate;
  }

  /** `http://127.0.0.1:port`. */
  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  /** Closes all connections and stops the gate. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
