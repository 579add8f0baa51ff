import type { UserServiceServer } from '../../gen/vacancies/user_service';
import { answerUnary } from '../grpc/answer';
import type { Access } from './access';
import type { Accounts } from './accounts';

/** UserService: returns an account by its id. */
export function userHandlers(accounts: Accounts, access: Access): UserServiceServer {
  return {
    getMe: answerUnary(async ({ request, metadata }) => {
      await access(metadata);
      return { user: accounts.get(request.Id) };
    }),
  };
}
