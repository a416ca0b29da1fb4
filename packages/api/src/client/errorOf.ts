import { TRPCClientError } from "@trpc/client";
import { API_ERROR_CODES, type ApiErrorCode, type ErrorData } from "../errors/index.ts";

export type EngineError = Omit<ErrorData, "httpStatus"> & { readonly message: string };

/** What the engine refused a call with; null when nothing of the engine's came back at all. */
export function errorOf(error: unknown): EngineError | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as Partial<ErrorData> | null | undefined;
  const code = API_ERROR_CODES.find((known) => known === data?.code);
  if (code === undefined) return null;
  return { code, message: error.message, detail: data?.detail ?? {}, issues: data?.issues ?? [] };
}

export const codeOf = (error: unknown): ApiErrorCode | null => errorOf(error)?.code ?? null;
