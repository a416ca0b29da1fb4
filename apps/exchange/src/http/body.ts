import type { IncomingMessage } from "node:http";

export const BODY_BYTES_MAX = 1_000_000;

/** The whole body as latin1 text, every byte one character; null when it is larger than any request may be. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("latin1");
}
