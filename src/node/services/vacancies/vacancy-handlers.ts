import type { ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';
import type { VacancyServiceServer } from '../../../gen/wire/vacancies/vacancy_service';
import { answerStream, answerUnary } from '../grpc/answer';
import { RpcError } from '../grpc/rpc-error';
import type { Access } from './access';
import type { Faults } from './faults';
import type { VacancyMethod } from './vacancy-service-options';
import type { VacancyStore } from './vacancy-store';

/** What stands between the wire and the store. */
interface VacancyHandlerOptions {
  store: VacancyStore;
  access: Access;
  faults: Faults;
  /** Only the account that created a record may change it. */
  ownership: boolean;
}

/** VacancyService: for each call first the token, then the faults, then the work. */
export function vacancyHandlers(options: VacancyHandlerOptions): VacancyServiceServer {
  const { store, access, faults, ownership } = options;

  async function admit<Request, Reply>(
    method: VacancyMethod,
    call: ServerUnaryCall<Request, Reply> | ServerWritableStream<Request, Reply>,
  ): Promise<string | undefined> {
    const userId = await access(call.metadata);
    await faults(method, call);
    return userId;
  }

  function checkOwner(id: string, userId: string | undefined): void {
    if (!ownership || userId === undefined) return;
    const ownerId = store.ownerOf(id);
    if (ownerId !== undefined && ownerId !== userId) {
      throw new RpcError('PERMISSION_DENIED', 'this record belongs to another account');
    }
  }

  return {
    createVacancy: answerUnary(async (call) => {
      const userId = await admit('CreateVacancy', call);
      return { vacancy: store.create(call.request, userId) };
    }),
    getVacancy: answerUnary(async (call) => {
      await admit('GetVacancy', call);
      return { vacancy: store.get(call.request.Id) };
    }),
    getVacancies: answerStream(async (call) => {
      await admit('GetVacancies', call);
      return store.list(call.request.page, call.request.limit);
    }),
    updateVacancy: answerUnary(async (call) => {
      checkOwner(call.request.Id, await admit('UpdateVacancy', call));
      return { vacancy: store.update(call.request) };
    }),
    deleteVacancy: answerUnary(async (call) => {
      checkOwner(call.request.Id, await admit('DeleteVacancy', call));
      store.delete(call.request.Id);
      return { success: true };
    }),
  };
}
