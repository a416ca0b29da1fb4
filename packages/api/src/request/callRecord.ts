import type { Caller } from "../caller/caller.ts";
import { type ApiErrorCode, toApiError } from "../errors/index.ts";
import { readRequestId } from "./requestId.ts";

/** One call as a log tells it: who asked for what, and how it ended. No input but a command's id. */
export type CallRecord = {
  readonly requestId: string;
  readonly path: string;
  readonly type: "query" | "mutation" | "subscription";
  readonly caller: string;
  readonly commandId: string | null;
  readonly outcome: "ok" | ApiErrorCode;
  readonly ms: number;
};

export const callerName = (caller: Caller): string =>
  caller.kind === "anonymous" ? caller.kind : `${caller.kind}:${caller.id}`;

type Call = {
  readonly requestId: string;
  readonly path: string;
  readonly type: CallRecord["type"];
  readonly caller: Caller;
  readonly getRawInput: () => Promise<unknown>;
};
type Outcome = { readonly ok: true } | { readonly ok: false; readonly error: unknown };

/** Runs a call and tells how it ended. A subscription ends here when it begins. */
export async function recordCall<T extends Outcome>(
  call: Call,
  run: () => Promise<T>,
  told: ((record: CallRecord) => void) | undefined,
): Promise<T> {
  if (told === undefined) return run();
  const beganMs = performance.now();
  const result = await run();
  const { requestId, path, type, caller } = call;
  const commandId = type === "mutation" ? await idOf(call.getRawInput) : null;
  const outcome = result.ok ? "ok" : toApiError(result.error).code;
  const ms = Math.round(performance.now() - beganMs);
  told({ requestId, path, type, caller: callerName(caller), commandId, outcome, ms });
  return result;
}

/** The id a command carries has a request id's shape. A body that cannot be read was refused already. */
async function idOf(getRawInput: () => Promise<unknown>): Promise<string | null> {
  const input = await getRawInput().catch(() => null);
  return typeof input === "object" && input !== null && "id" in input ? readRequestId(input.id) : null;
}
