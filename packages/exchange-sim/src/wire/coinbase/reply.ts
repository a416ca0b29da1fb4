import type { Applied } from "../../exchange/apply.ts";
import type { Command } from "../../exchange/command.ts";
import type { Reply } from "../wire.ts";

export interface CoinbaseError {
  readonly status: number;
  readonly body: string;
  readonly type: "application/json" | "text/plain; charset=utf-8";
}

/** What a route makes of a request: an answer, a refusal, or commands whose results will be the answer. */
export type Outcome =
  | { readonly kind: "body"; readonly value: unknown }
  | { readonly kind: "refuse"; readonly error: CoinbaseError }
  | {
      readonly kind: "commands";
      readonly commands: readonly Command[];
      readonly answer: (applied: readonly Applied[]) => unknown;
    };

export const body = (value: unknown): Outcome => ({ kind: "body", value });
export const refuse = (error: CoinbaseError): Outcome => ({ kind: "refuse", error });

/** The brokerage's errors are those of its gateway: a name, and one text twice. */
const brokerage = (status: number, name: string, message: string): CoinbaseError => ({
  status,
  type: "application/json",
  body: JSON.stringify({ error: name, error_details: message, message }),
});

/** The older API's. */
const app = (status: number, id: string, message: string): CoinbaseError => ({
  status,
  type: "application/json",
  body: JSON.stringify({ errors: [{ id, message }] }),
});

export const ERRORS = {
  unauthorized: { status: 401, type: "text/plain; charset=utf-8", body: "Unauthorized\n" },
  forbidden: brokerage(403, "PERMISSION_DENIED", "Missing required scopes"),
  invalid: (message: string) => brokerage(400, "INVALID_ARGUMENT", message),
  badProduct: brokerage(400, "INVALID_ARGUMENT", "valid product_id is required"),
  noSuchOrder: brokerage(404, "NOT_FOUND", "order with this orderID was not found"),
  noSuchAccount: brokerage(404, "NOT_FOUND", "account not found"),
  noSuchPortfolio: brokerage(404, "NOT_FOUND", "portfolio not found"),
  notFound: brokerage(404, "NOT_FOUND", "Not Found"),
  tooManyRequests: brokerage(429, "resource_exhausted", "Too many requests"),
  tooLarge: brokerage(413, "INVALID_ARGUMENT", "request body too large"),
  unavailable: brokerage(503, "UNAVAILABLE", "service unavailable"),
  deadline: brokerage(504, "DEADLINE_EXCEEDED", "context deadline exceeded"),
  internal: brokerage(500, "INTERNAL", "internal server error"),
  appNotFound: app(404, "not_found", "Not found"),
  appTooMany: app(429, "rate_limit_exceeded", "Too many requests"),
  appInvalid: (message: string) => app(400, "invalid_request", message),
} as const satisfies Record<string, CoinbaseError | ((message: string) => CoinbaseError)>;

export const errorReply = (error: CoinbaseError): Reply => ({
  status: error.status,
  headers: { "Content-Type": error.type },
  body: error.body,
});

export const bodyReply = (value: unknown): Reply => ({
  status: 200,
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify(value),
});
