/** The bytes of one frame at a time, in a buffer that is refilled: reading a byte costs a third of reading a character. */
export type FrameBytes = {
  readonly bytes: Uint8Array;
  /** Refills the buffer. False for what is too long or not plain ASCII: such frames are for JSON.parse. */
  readonly load: (frame: string) => boolean;
};

/** Stands behind the last byte: no rule of the scanner accepts it, so none can read on into an older frame. */
const END = 0;

export function createFrameBytes(lengthMax: number): FrameBytes {
  const encoder = new TextEncoder();
  const bytes = new Uint8Array(lengthMax + 1);
  const load = (frame: string): boolean => {
    if (frame.length > lengthMax) return false;
    const { read, written } = encoder.encodeInto(frame, bytes);
    // Every character beyond ASCII takes more bytes than characters.
    if (read !== frame.length || written !== frame.length) return false;
    bytes[written] = END;
    return true;
  };
  return { bytes, load };
}

/** Whether bytes[start, end) are exactly this word. */
export function isWord(bytes: Uint8Array, start: number, end: number, word: Uint8Array): boolean {
  if (end - start !== word.length) return false;
  for (let at = 0; at < word.length; at += 1) if (bytes[start + at] !== word[at]) return false;
  return true;
}
