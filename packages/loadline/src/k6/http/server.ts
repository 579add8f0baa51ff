import { thrownBy } from '../measure/call-guards';
import type { Caller } from '../measure/calls';
import { declareOptions, nameCall } from '../measure/calls';
import { openBeforeLoad } from '../measure/connections';
import { HttpCall } from './call';
import type { HttpArguments, HttpCallOptions } from './call-options';
import { openConnection } from './open-connection';

/** One HTTP server. k6 keeps separate connections for each virtual user. */
export class HttpServer {
  /**
   * @param baseUrl base URL without a slash at its end; called for each request
   * @param headers headers of each request, such as `{ 'x-api-key': secret('API_KEY') }`; called once for each virtual user
   * and call
   */
  constructor(
    readonly baseUrl: () => string,
    readonly headers?: () => Readonly<Record<string, string>>,
  ) {
    openBeforeLoad((deadlineMs) => openConnection(baseUrl(), deadlineMs));
  }

  /**
   * Makes a call. Its result is undefined when it failed: status, body or connection were not as expected. `Body` is the
   * type of the request's body, `Reply` that of the result: `true` when the reply is not needed.
   */
  call<Body = undefined, Reply = true, Content = Reply>(
    options: HttpCallOptions<Body, Reply, Content>,
  ): (caller: Caller, request?: HttpArguments<Body, Reply>) => Reply | undefined {
    const name = named(options);
    let call: HttpCall<Body, Reply, Content> | undefined;
    return (caller, request = {}) => {
      try {
        // Created at the first call, because most virtual users use few of a suite's calls.
        call ??= new HttpCall(this.baseUrl, name, options, this.headers?.());
        return call.call(caller, request);
      } catch (error) {
        throw thrownBy(caller, error);
      }
    };
  }

  /** Makes a call that does not block the virtual user and returns the failure. Use it in set-up for many calls at once. */
  callAsync<Body = undefined, Reply = true, Content = Reply>(options: HttpCallOptions<Body, Reply, Content>) {
    const name = named(options);
    return async (caller: Caller, request: HttpArguments<Body, Reply> = {}) => {
      try {
        const call = new HttpCall<Body, Reply, Content>(this.baseUrl, name, options, this.headers?.());
        return await call.answer(caller, request);
      } catch (error) {
        throw thrownBy(caller, error);
      }
    };
  }
}

/** Returns the name of a call, and registers it for thresholds and the summary. */
function named<Body, Reply, Content>(options: HttpCallOptions<Body, Reply, Content>): string {
  const { name, method, route, unmeasured } = options;
  const call = name ?? `${method} ${route}`;
  if (!unmeasured) nameCall({ call, protocol: 'http', isStream: false, route });
  declareOptions(call, 'http', options);
  return call;
}
