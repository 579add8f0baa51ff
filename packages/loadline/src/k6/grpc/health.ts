import { CallRecorder, nameCall, timeLeft } from '../measure/calls';
import { now } from '../measure/clock';
import type { HealthCheck } from '../user/suite-definition';
import { streamRefusal } from './causes';
import type { GrpcServer } from './server';

const CALL = 'Health.Check';
const STATUS = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/**
 * Makes the `health` of a suite whose server has the service `grpc.health.v1.Health`. No protos are needed for it. The name
 * of its call among the suite's `setupCalls` is `Health.Check`.
 * @param service name of the service to check; absent: the server as a whole
 * @example
 * defineSuite({ …, health: grpcHealth(server), setupCalls: ['Health.Check'] });
 */
export function grpcHealth(server: GrpcServer, service = ''): HealthCheck {
  nameCall({ call: CALL, protocol: 'grpc', isStream: false, path: 'grpc.health.v1.Health/Check' });
  return (caller) => {
    const recorder = new CallRecorder(CALL);
    let start = now();
    const failed = (cause: Parameters<typeof caller.callFailed>[0], detail: string) => {
      recorder.record(caller, now() - start, { cause, detail });
      caller.callFailed(cause);
      return undefined;
    };
    const broken = server.connect(timeLeft(caller, start), false);
    if (broken) return failed(broken.cause, broken.detail);
    start = now();
    try {
      // k6's types name this field differently than k6 does.
      const { status } = server.client.healthCheck(service) as unknown as { readonly status: unknown };
      const said = STATUS[Number(status)] ?? String(status);
      const isWell = said === 'SERVING';
      const detail = `the server says ${said}`;
      recorder.record(caller, now() - start, isWell ? undefined : { cause: 'wrong_reply', detail });
      return isWell ? { name: service } : undefined;
    } catch (error) {
      const { status = 'UNKNOWN', message = String(error) } = streamRefusal(String(error)) ?? {};
      return failed(status, message);
    }
  };
}
