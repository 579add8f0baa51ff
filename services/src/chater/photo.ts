/** First bytes of the image formats that the service can read: JPEG, PNG, GIF, BMP. */
const MAGIC = [
  [0xff, 0xd8, 0xff],
  [0x89, 0x50, 0x4e, 0x47],
  [0x47, 0x49, 0x46, 0x38],
  [0x42, 0x4d],
];

/** Whether the bytes start like a JPEG, PNG, GIF or BMP image. */
export function isImage(bytes: Uint8Array): boolean {
  return MAGIC.some((magic) => magic.every((byte, index) => bytes[index] === byte));
}
