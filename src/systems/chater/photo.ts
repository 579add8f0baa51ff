import { SharedArray } from 'k6/data';
import { b64decode } from 'k6/encoding';
import { setting } from 'loadline';
import { PhotoMessage } from '../../gen/http/encode/chater/eater';
import { loadPhoto } from './control/photo';

/**
 * The photo in base64, one copy for all virtual users. k6 runs the callback only in the first context that is initialised,
 * which belongs to no virtual user.
 */
const photos = new SharedArray<string>('photo', () => loadPhoto());

const NONE = new Uint8Array(0);
let body: Uint8Array | undefined;
let constantLength = 0;

/**
 * Encodes the body of a photo. Each virtual user that sends one encodes everything except the time once; for each photo the
 * new time overwrites the last one in the same buffer. This works because protobuf reads concatenated messages as one
 * message.
 */
export const photoBody = {
  encode({ timeMs }: { timeMs: number }): Uint8Array {
    const own = PhotoMessage.encode({ time: `${timeMs}`, photoData: NONE, photoType: '' }).finish();
    if (body?.length !== constantLength + own.length) body = withConstant(own.length);
    body.set(own, constantLength);
    return body;
  },
};

function withConstant(ownLength: number): Uint8Array {
  const constant = PhotoMessage.encode({
    time: '',
    photoData: new Uint8Array(b64decode(photos[0] ?? '')),
    photoType: setting('TEST_PHOTO_TYPE'),
  }).finish();
  constantLength = constant.length;
  const whole = new Uint8Array(constantLength + ownLength);
  whole.set(constant);
  return whole;
}
