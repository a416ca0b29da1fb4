import type { TRPCError } from "@trpc/server";
import type { ApiErrorCode, ErrorDetail } from "./code.ts";
import { issuesOf } from "./issues.ts";
import { HTTP_STATUS, toApiError } from "./map.ts";

export type ErrorData = {
  readonly code: ApiErrorCode;
  readonly detail: ErrorDetail;
  /** Read by tRPC when it answers over HTTP. */
  readonly httpStatus: number;
  /** Which input fields were refused and why; only with INVALID_INPUT. */
  readonly issues: readonly { readonly path: string; readonly text: string }[];
};

type Shape = { readonly code: number };

/** The one place where an error becomes bytes. No stack, no path, no foreign message. */
export function formatError({ shape, error }: { readonly shape: Shape; readonly error: TRPCError }): {
  message: string;
  code: number;
  data: ErrorData;
} {
  const ours = toApiError(error);
  return {
    message: ours.message,
    code: shape.code,
    data: { code: ours.code, detail: ours.detail, httpStatus: HTTP_STATUS[ours.code], issues: issuesOf(error.cause) },
  };
}
