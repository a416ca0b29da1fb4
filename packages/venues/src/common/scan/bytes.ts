/** One frame at a time as UTF-8 in a buffer that is refilled: reading a byte costs a third of reading a character. */
export type FrameBytes = {
  readonly bytes: Uint8Array;
  /** Refills the buffer. Length in bytes, or -1 for what is too long: such frames are for JSON.parse. */
  readonly load: (frame: string) => number;
};

/** Stands behind the last byte: no rule of the scanner accepts it, so none can read on into an older frame. */
const END = 0;
/** Most bytes one UTF-16 unit becomes. */
const BYTES_PER_UNIT_MAX = 3;

export function createFrameBytes(lengthMax: number): FrameBytes {
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(lengthMax * BYTES_PER_UNIT_MAX + 1);
  const load = (frame: string): number => {
    if (frame.length > lengthMax) return -1;
    const { written } = encoder.encodeInto(frame, bytes);
    bytes[written] = END;
    return written;
  };
  return { bytes, load };
}

/** Whether bytes[start, end) are exactly this word. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at += 1) if (bytes[start + at] !== word[at]) return false;
  return true;
}
