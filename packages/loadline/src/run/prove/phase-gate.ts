import { createServer, type Server } from 'node:http';
import type { GatedPhase } from '../../core/spec/gated-phase';
import { own } from '../../core/text/own';
import { listenHere } from '../listen-here';

/** What happens before each phase: the phase begins when this is done. */
export type BeforePhases = Readonly<Record<GatedPhase, () => void | Promise<void>>>;

/** A server on loopback that the script asks before each phase of its run, so no phase begins too early or unnoticed. */
export class PhaseGate {
  /** What happens before the phases of the current run. */
  before: BeforePhases | undefined;
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer(async ({ url }, reply) => {
      const act = this.before && own(this.before, url?.slice(1) ?? '');
      await act?.();
      reply.writeHead(act ? 204 : 404).end();
    });
  }

  /** Starts a gate on a free port of this machine. */
  static async start(): Promise<PhaseGate> {
    const gate = new PhaseGate();
    gate.#port = await listenHere(gate.#server);
    return gate;
  }

  /** `http://127.0.0.1:port`. */
  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Closes all connections and stops the gate. */
  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }
}
