import type { IncomingMessage } from "node:http";
import { nestsTooDeep } from "./depth.ts";

export const BODY_BYTES_MAX = 1_000_000;

/** The whole body as latin1 text, every byte one character; null when it is larger or deeper than any request may be. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("latin1");
  return nestsTooDeep(text) ? null : text;
}
