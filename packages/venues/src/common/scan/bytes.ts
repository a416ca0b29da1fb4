/** One frame at a time as UTF-8 in a buffer that is refilled: reading a byte costs a third of reading a character. */
export type FrameBytes = {
  /** Replaced by a larger one when a frame needs it. */
  bytes: Uint8Array;
  /** Refills the buffer. Length in bytes, or -1 for what is too long: such frames are for JSON.parse. */
  readonly load: (frame: string) => number;
};

/** Stands behind the last byte: no rule of the scanner accepts it, so none can read on into an older frame. */
const END = 0;
/** Most bytes one UTF-16 unit becomes. */
const BYTES_PER_UNIT_MAX = 3;
const LENGTH_AT_FIRST = 512;

export function createFrameBytes(lengthMax: number): FrameBytes {
  const encoder = new TextEncoder();
  const roomFor = (length: number): Uint8Array => new Uint8Array(length * BYTES_PER_UNIT_MAX + 1);
  const load = (frame: string): number => {
    if (frame.length > lengthMax) return -1;
    if (frame.length * BYTES_PER_UNIT_MAX >= buffer.bytes.length) {
      buffer.bytes = roomFor(Math.min(frame.length * 2, lengthMax));
    }
    const { written } = encoder.encodeInto(frame, buffer.bytes);
    buffer.bytes[written] = END;
    return written;
  };
  const buffer: FrameBytes = { bytes: roomFor(LENGTH_AT_FIRST), load };
  return buffer;
}

/** Whether bytes[start, end) are exactly this word. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at += 1) if (bytes[start + at] !== word[at]) return false;
  return true;
}
