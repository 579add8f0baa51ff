import { expect, it } from 'vitest';
import { streamRefusal } from './grpc-causes';

it.each([
  ['DeadlineExceeded', 'DEADLINE_EXCEEDED'],
  ['Unavailable', 'UNAVAILABLE'],
  ['Canceled', 'CANCELLED'],
  ['OutOfRange', 'OUT_OF_RANGE'],
])('a stream that could not begin tells its status by the name in Go: %s is %s', (name, status) => {
  const text = `failed to create a new stream: rpc error: code = ${name} desc = words: of the server`;
  expect(streamRefusal(text)).toEqual({ status, message: 'words: of the server' });
});

it.each([
  'method "/pb.VacancyService/Nothing" not found in file descriptors',
  'rpc error: code = Unheard desc = of',
])('another error is the script’s: %s', (text) => expect(streamRefusal(text)).toBeUndefined());
