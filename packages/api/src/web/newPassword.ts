import { z } from "zod";
import { ApiError } from "../errors/index.ts";
import { hashPassword } from "./passwords/hash.ts";
import { checkPassword, PASSWORD_REFUSALS } from "./passwords/rules.ts";

/** Bounds the work before the rules look closer. */
export const passwordSchema = z.string().max(1_000);

export function newPasswordHash(password: string, name: string): Promise<string> {
  const refusal = checkPassword(password, name);
  if (refusal !== null) throw new ApiError("PASSWORD_REFUSED", PASSWORD_REFUSALS[refusal], { refusal });
  return hashPassword(password);
}
