import { setTimeout as wait } from 'node:timers/promises';
import type { handleUnaryCall, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import type { Vacancy } from '../../gen/vacancies/vacancy';
import type { VacancyServiceServer } from '../../gen/vacancies/vacancy_service';
import { answerStream, answerUnary } from '../grpc/answer';
import { RpcError } from '../grpc/rpc-error';
import type { Access } from './access';
import { type Faults, never } from './faults';
import type { VacancyMethod } from './vacancy-service-options';
import type { VacancyStore } from './vacancy-store';

/** Parts that the handlers of VacancyService use. */
interface VacancyHandlerOptions {
  store: VacancyStore;
  access: Access;
  faults: Faults;
  /** Whether only the account that created a record may change it. */
  ownership: boolean;
  /** @param peer as a call's `getPeer` returns it */
  breakConnection: (peer: string) => void;
}

/** Time in ms after which a cut stream has sent its first half. */
const CUT_DELAY_MS = 20;

/** VacancyService. Each call goes through these steps: token, faults before the work, work, faults of the reply. */
export function vacancyHandlers(options: VacancyHandlerOptions): VacancyServiceServer {
  const { store, access, faults, ownership, breakConnection } = options;

  async function admit<Request, Reply>(
    method: VacancyMethod,
    call: ServerUnaryCall<Request, Reply> | ServerWritableStream<Request, Reply>,
  ): Promise<string | undefined> {
    const userId = await access(call.metadata);
    await faults.before(method, call);
    return userId;
  }

  /** @param work returns the reply; `userId` is the caller, if known */
  function unary<Request, Reply>(
    method: VacancyMethod,
    work: (request: Request, userId: string | undefined) => Reply,
  ): handleUnaryCall<Request, Reply> {
    return answerUnary<Request, Reply>(async (call) => {
      const userId = await admit(method, call);
      const reply = work(call.request, userId);
      const instead = faults.after(method);
      if (instead === undefined) return reply;
      if (instead !== 'cut') return instead as Reply;
      breakConnection(call.getPeer());
      return never();
    });
  }

  function checkOwner(id: string, userId: string | undefined): void {
    if (!ownership || userId === undefined) return;
    const ownerId = store.ownerOf(id);
    if (ownerId !== undefined && ownerId !== userId) {
      throw new RpcError('PERMISSION_DENIED', 'this record belongs to another account');
    }
  }

  return {
    createVacancy: unary('CreateVacancy', (request, userId) => ({ vacancy: store.create(request, userId) })),
    getVacancy: unary('GetVacancy', ({ Id }) => ({ vacancy: store.get(Id) })),
    getVacancies: answerStream(async (call) => {
      await admit('GetVacancies', call);
      const vacancies = store.list(call.request.page, call.request.limit);
      const instead = faults.after('GetVacancies');
      if (instead === undefined) return vacancies;
      const half = vacancies.slice(0, Math.ceil(vacancies.length / 2));
      // The bytes are sent as they are, whatever their type.
      if (instead !== 'cut') return [...half, instead as unknown as Vacancy];
      return followedBy(half, () => breakConnection(call.getPeer()));
    }),
    updateVacancy: unary('UpdateVacancy', (request, userId) => {
      checkOwner(request.Id, userId);
      return { vacancy: store.update(request) };
    }),
    deleteVacancy: unary('DeleteVacancy', ({ Id }, userId) => {
      checkOwner(Id, userId);
      store.delete(Id);
      return { success: true };
    }),
  };
}

/** Yields the messages, then breaks the connection once they have been sent: the stream gets no end. */
async function* followedBy<Message>(messages: readonly Message[], end: () => void): AsyncGenerator<Message> {
  yield* messages;
  await wait(CUT_DELAY_MS);
  end();
  await never();
}
