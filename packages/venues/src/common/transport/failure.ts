import type { VenueFailure } from "@evenkeel/core/events";

export type FailureKind = VenueFailure["kind"];

/** What the venue answered to a call it did not grant. Keyed on its own code: ccxt's classes vary with the address. */
export class VenueAnswer extends Error {
  override readonly name = "VenueAnswer";
  readonly status: number;
  readonly code: string | null;
  readonly retryAfterMs: number | null;

  constructor(status: number, code: string | null, message: string, retryAfterMs: number | null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

const MESSAGE_LENGTH_MAX = 200;

export const failure = (
  kind: FailureKind,
  code: string,
  message: string,
  retryAfterMs: number | null = null,
): VenueFailure => ({ kind, code, message: message.slice(0, MESSAGE_LENGTH_MAX), retryAfterMs });

/** What a code of the venue's own proves; its words only where the code says too little. */
export type KindOfCode = (code: string, message: string) => FailureKind | undefined;

/**
 * Connectivity means: the outcome is open. A definite 4xx with a code of the venue's own means: it was refused,
 * even where the code is new to us. Everything in between stays open.
 */
export function classifyAnswer(answer: VenueAnswer, kindOfCode: KindOfCode): VenueFailure {
  const { status, code, message, retryAfterMs } = answer;
  if (status === 429 || status === 418) return failure("rate-limited", code ?? String(status), message, retryAfterMs);
  const known = code === null ? undefined : kindOfCode(code, message);
  if (code !== null && known !== undefined) return failure(known, code, message, retryAfterMs);
  const refused = code !== null && status >= 400 && status < 500;
  return failure(refused ? "refusal" : "connectivity", code ?? `http-${status}`, message, retryAfterMs);
}

/** Transport errors speak in our own words: a library's message carries addresses with signed queries. */
export function classifyError(error: unknown, kindOfCode: KindOfCode): VenueFailure {
  if (error instanceof VenueAnswer) return classifyAnswer(error, kindOfCode);
  const name = error instanceof Error ? error.constructor.name : typeof error;
  if (name === "RequestTimeout") return failure("connectivity", "timeout", "no answer in time");
  return failure("connectivity", "network", `the call did not come through (${name})`);
}

export const timeout = (ms: number): VenueFailure => failure("connectivity", "timeout", `no answer within ${ms} ms`);

export const CODE_MALFORMED = "malformed-answer";

export const malformed = (what: string): VenueFailure =>
  failure("connectivity", CODE_MALFORMED, `the venue's answer could not be read: ${what}`);
