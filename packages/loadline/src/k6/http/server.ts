import type { Caller } from '../measure/calls';
import { nameCall } from '../measure/calls';
import { HttpCall } from './call';
import type { HttpArguments, HttpCallOptions } from './call-options';

/** One HTTP server. k6 keeps its connections, for each virtual user its own. */
export class HttpServer {
  /**
   * @param baseUrl without a slash at its end; asked for at each call
   * @param headers of each call, such as `{ 'x-api-key': secret('API_KEY') }`; asked for once by each virtual user and call
   */
  constructor(
    readonly baseUrl: () => string,
    private readonly headers?: () => Readonly<Record<string, string>>,
  ) {}

  /**
   * A call. Its result is undefined when it failed: status, body or connection not as expected.
   * `Body` is what is sent, `Reply` what comes back: `true` when the reply is not needed.
   */
  call<Body = undefined, Reply = true, Content = Reply>(
    options: HttpCallOptions<Body, Reply, Content>,
  ): (caller: Caller, request?: HttpArguments<Body, Reply>) => Reply | undefined {
    const name = named(options);
    let call: HttpCall<Body, Reply, Content> | undefined;
    return (caller, request = {}) => {
      // Made at the first call: most virtual users make few of a suite's calls.
      call ??= new HttpCall(this.baseUrl, name, options, this.headers?.());
      return call.call(caller, request);
    };
  }

  /** The same without blocking the virtual user, and with the failure in the result: for many calls at once in set-up. */
  callAsync<Body = undefined, Reply = true, Content = Reply>(options: HttpCallOptions<Body, Reply, Content>) {
    const name = named(options);
    return (caller: Caller, request: HttpArguments<Body, Reply> = {}) =>
      new HttpCall<Body, Reply, Content>(this.baseUrl, name, options, this.headers?.()).answer(
        caller,
        request,
      );
  }
}

/** The name of a call in all figures, made known to thresholds and summary. */
function named({
  name,
  method,
  route,
  unmeasured,
}: Pick<HttpCallOptions<never, unknown>, 'name' | 'method' | 'route' | 'unmeasured'>): string {
  const call = name ?? `${method} ${route}`;
  if (!unmeasured) nameCall({ call, protocol: 'http', isStream: false, route });
  return call;
}
