import { err, type Result } from "@evenkeel/core/units";

export type LaunchErrorCode =
  | "unsupported-platform"
  | "binaries-missing"
  | "data-unreachable"
  | "no-permission"
  | "password-missing"
  | "version-mismatch"
  | "not-ours"
  | "silent"
  | "port-busy"
  | "create-failed"
  | "start-failed"
  | "start-timeout";

/** `message` is one sentence for the person who typed the command. */
export type LaunchError = { readonly code: LaunchErrorCode; readonly message: string };

export const launchError = (code: LaunchErrorCode, message: string): Result<never, LaunchError> =>
  err({ code, message });

export const errorCode = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
