import { TRPCError } from "@trpc/server";
import { ApiError, type ApiErrorCode } from "./code.ts";

type TransportCode = TRPCError["code"];

const TRANSPORT: Readonly<Record<ApiErrorCode, TransportCode>> = {
  UNAUTHENTICATED: "UNAUTHORIZED",
  TOKEN_INVALID: "UNAUTHORIZED",
  TOKEN_EXPIRED: "UNAUTHORIZED",
  SESSION_ENDED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  STEP_UP_REQUIRED: "FORBIDDEN",
  ORIGIN_REFUSED: "FORBIDDEN",
  INVALID_INPUT: "BAD_REQUEST",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_ALLOWED: "METHOD_NOT_SUPPORTED",
  UNSUPPORTED: "UNSUPPORTED_MEDIA_TYPE",
  TOO_LARGE: "PAYLOAD_TOO_LARGE",
  TOO_MANY: "TOO_MANY_REQUESTS",
  TOO_SLOW: "TOO_MANY_REQUESTS",
  COMMAND_ID_REUSED: "CONFLICT",
  COMMAND_REFUSED: "CONFLICT",
  CONFIG_CHANGED: "CONFLICT",
  CONFIG_REFUSED: "BAD_REQUEST",
  NAME_TAKEN: "CONFLICT",
  PASSWORD_REFUSED: "BAD_REQUEST",
  PROOF_REFUSED: "FORBIDDEN",
  ENROLMENT_EXPIRED: "CONFLICT",
  LAST_ADMIN: "CONFLICT",
  SETUP_LINK_INVALID: "FORBIDDEN",
  ALREADY_SET_UP: "CONFLICT",
  ENGINE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  STORE_UNAVAILABLE: "SERVICE_UNAVAILABLE",
  INTERNAL: "INTERNAL_SERVER_ERROR",
};

/** What tRPC itself refuses with, in our words. Everything it does not name is INTERNAL. */
const OURS: Partial<Record<TransportCode, ApiErrorCode>> = {
  PARSE_ERROR: "INVALID_INPUT",
  BAD_REQUEST: "INVALID_INPUT",
  UNPROCESSABLE_CONTENT: "INVALID_INPUT",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "UNSUPPORTED",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED",
  PAYLOAD_TOO_LARGE: "TOO_LARGE",
  TOO_MANY_REQUESTS: "TOO_MANY",
  UNAUTHORIZED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
};

/** HTTP's number for each. tRPC would derive it from its own code, where several share one. */
export const HTTP_STATUS: Readonly<Record<ApiErrorCode, number>> = {
  UNAUTHENTICATED: 401,
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  SESSION_ENDED: 401,
  FORBIDDEN: 403,
  STEP_UP_REQUIRED: 403,
  ORIGIN_REFUSED: 403,
  INVALID_INPUT: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNSUPPORTED: 415,
  TOO_LARGE: 413,
  TOO_MANY: 429,
  TOO_SLOW: 429,
  COMMAND_ID_REUSED: 409,
  COMMAND_REFUSED: 409,
  CONFIG_CHANGED: 409,
  CONFIG_REFUSED: 400,
  NAME_TAKEN: 409,
  PASSWORD_REFUSED: 400,
  PROOF_REFUSED: 403,
  ENROLMENT_EXPIRED: 409,
  LAST_ADMIN: 409,
  SETUP_LINK_INVALID: 403,
  ALREADY_SET_UP: 409,
  ENGINE_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  INTERNAL: 500,
};

export const toTransportError = (error: ApiError): TRPCError =>
  new TRPCError({ code: TRANSPORT[error.code], message: error.message, cause: error });

const INTERNAL = new ApiError("INTERNAL", "something failed inside; the log has the details");

/** Every error that leaves is one of ours; messages of anything unforeseen stay inside. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (!(error instanceof TRPCError)) return INTERNAL;
  if (error.cause instanceof ApiError) return error.cause;
  const code = OURS[error.code];
  if (code === undefined) return INTERNAL;
  return new ApiError(code, publicMessage(code));
}

function publicMessage(code: ApiErrorCode): string {
  switch (code) {
    case "INVALID_INPUT":
      return "the request does not have the right shape";
    case "NOT_FOUND":
      return "there is nothing by that name";
    case "UNSUPPORTED":
      return "send JSON, with the method the procedure takes";
    case "TOO_LARGE":
      return "the request is too large";
    case "TOO_MANY":
      return "too many requests at once";
    default:
      return "refused";
  }
}
