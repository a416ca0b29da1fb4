/** The closed family of errors a client can meet. The first seven are about who asks, the rest about what. */
export const API_ERROR_CODES = [
  "UNAUTHENTICATED",
  "TOKEN_INVALID",
  "TOKEN_EXPIRED",
  "SESSION_ENDED",
  "FORBIDDEN",
  "STEP_UP_REQUIRED",
  "ORIGIN_REFUSED",
  "INVALID_INPUT",
  "NOT_FOUND",
  "METHOD_NOT_ALLOWED",
  "UNSUPPORTED",
  "TOO_LARGE",
  "TOO_MANY",
  "TOO_SLOW",
  "COMMAND_ID_REUSED",
  "COMMAND_REFUSED",
  "CONFIG_CHANGED",
  "CONFIG_REFUSED",
  "NAME_TAKEN",
  "PASSWORD_REFUSED",
  "PROOF_REFUSED",
  "ENROLMENT_EXPIRED",
  "LAST_ADMIN",
  "SETUP_LINK_INVALID",
  "ALREADY_SET_UP",
  "ENGINE_UNAVAILABLE",
  "STORE_UNAVAILABLE",
  "INTERNAL",
] as const;

export type ApiErrorCode = (typeof API_ERROR_CODES)[number];

/** The deciding values of an error, for whoever shows it ({ needed: "operator" }). */
export type ErrorDetail = { readonly [name: string]: string | number | boolean };

/** Thrown at the transport's edge only; inside, expected failures are values. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly code: ApiErrorCode;
  readonly detail: ErrorDetail;

  constructor(code: ApiErrorCode, message: string, detail: ErrorDetail = {}) {
    super(message);
    this.code = code;
    this.detail = detail;
  }
}
