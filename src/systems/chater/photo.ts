import { SharedArray } from 'k6/data';
import { b64decode } from 'k6/encoding';
import { setting } from 'loadline';
import { PhotoMessage } from '../../gen/http/encode/chater/eater';
import { loadPhoto } from './control/photo';

/** In base64, once for all virtual users: k6 asks only the first to load it, which is not one of them. */
const photos = new SharedArray<string>('photo', () => loadPhoto());

const NONE = new Uint8Array(0);
let body: Uint8Array | undefined;
let constantLength = 0;

/**
 * The body of a photo: all but the time is encoded once by each virtual user that sends one, and stays where it is; the
 * time of the next is written over that of the last. Messages that follow each other in protobuf are one message.
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
