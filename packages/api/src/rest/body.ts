import type { z } from "zod";
import { commandIdSchema } from "../engine/command.ts";
import { ApiError } from "../errors/index.ts";
import { assertStorable } from "../input/storable.ts";
import { IDEMPOTENCY_HEADER } from "./origin.ts";

export const BODY_BYTES_MAX = 65_536;

const tooLarge = (): ApiError => new ApiError("TOO_LARGE", `a body may have ${BODY_BYTES_MAX} bytes`);
const refused = (cause: unknown): ApiError =>
  Object.assign(new ApiError("INVALID_INPUT", "the request does not have the right shape"), { cause });

/** Stops reading at the limit, whatever length was announced. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) throw tooLarge();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES_MAX) throw tooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError("INVALID_INPUT", "the body is not JSON");
  }
}

/** No body at all is an empty one: stopping needs no words. */
export async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request);
  if (text === "") return {};
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new ApiError("UNSUPPORTED", "send JSON");
  const body = parse(text);
  assertStorable(body);
  return body;
}

export function check<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw refused(parsed.error);
  return parsed.data;
}

/** Bare or quoted. Becomes the command's id: the same key again is the same command, done once. */
export function readIdempotencyKey(headers: Headers): string {
  const given = headers.get(IDEMPOTENCY_HEADER) ?? "";
  const parsed = commandIdSchema.safeParse(given.replace(/^"(.*)"$/, "$1"));
  if (parsed.success) return parsed.data;
  throw new ApiError("INVALID_INPUT", "a command needs an Idempotency-Key: 8 to 64 letters, digits, _ or -", {
    header: IDEMPOTENCY_HEADER,
  });
}
