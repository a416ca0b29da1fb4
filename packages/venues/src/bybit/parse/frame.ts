import type { Fields } from "../../common/decode/json.ts";
import { isWord } from "../../common/scan/bytes.ts";
import { createRecordSpans, isNestedValue, isText, type RecordSpans } from "../../common/scan/record.ts";

/** Every public frame is one object around another. */
export const FRAME = { topic: 0, type: 1, time: 2, data: 3 } as const;
export const createFrameSpans = (): RecordSpans => createRecordSpans(["topic", "type", "ts", "data"]);

const encoder = new TextEncoder();
export const SNAPSHOT = encoder.encode("snapshot");
export const DELTA = encoder.encode("delta");

/** Whether a frame is of topics that begin like this, and has its data. */
export function isOfTopic(bytes: Uint8Array, spans: RecordSpans, prefix: Uint8Array): boolean {
  if (!isText(spans, FRAME.topic) || !isText(spans, FRAME.type) || !isNestedValue(spans, FRAME.data)) return false;
  const start = spans.starts[FRAME.topic] ?? 0;
  return (spans.ends[FRAME.topic] ?? 0) > start + prefix.length && isWord(bytes, start, start + prefix.length, prefix);
}

export const isOfType = (bytes: Uint8Array, { starts, ends }: RecordSpans, word: Uint8Array): boolean =>
  isWord(bytes, starts[FRAME.type] ?? 0, ends[FRAME.type] ?? 0, word);

/** What a stream answers to what was asked of it, between its frames. */
export type Reply = { readonly op: string; readonly id: string; readonly success: boolean; readonly message: string };

export function replyOf(frame: unknown): Reply | null {
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) return null;
  const { topic, op, req_id: id, success, ret_msg: message } = frame as Fields;
  if (topic !== undefined || typeof op !== "string") return null;
  return {
    op,
    id: typeof id === "string" ? id : "",
    success: success === true,
    message: typeof message === "string" ? message : "",
  };
}
