import type { Accounts, SecondFactor } from "../accounts.ts";
import type { Sealer } from "../sealer.ts";
import { hashRecoveryCode, readTypedCode } from "./recoveryCodes.ts";
import { matchingStep } from "./totp.ts";

const purposeOf = (userId: string): string => `totp:${userId}`;
const DECOY_SECRET = Buffer.alloc(20);

export const sealSecret = (sealer: Sealer, userId: string, secret: Buffer): string =>
  sealer.seal(secret.toString("base64url"), purposeOf(userId));

/** The secret of nobody where there is none, so that the arithmetic is done for everybody. */
function openSecret(sealer: Sealer, factor: SecondFactor | null): Buffer {
  if (factor === null) return DECOY_SECRET;
  const opened = sealer.open(factor.sealedSecret, purposeOf(factor.userId));
  // Sealed under another AUTH_SECRET: no code fits any more; recovery codes still do.
  return opened === null ? DECOY_SECRET : Buffer.from(opened, "base64url");
}

export type CodeClaim =
  | { readonly kind: "totp"; readonly step: number }
  | { readonly kind: "recovery"; readonly codeHash: string }
  | { readonly kind: "wrong" };

/** What the typed text would prove. Takes nothing yet: a code is only used up by somebody who may. */
export function readClaim(sealer: Sealer, factor: SecondFactor | null, text: string, nowMs: number): CodeClaim {
  const typed = readTypedCode(text);
  const step = matchingStep(openSecret(sealer, factor), typed.digits, nowMs);
  const codeHash = hashRecoveryCode(factor?.userId ?? "", typed.digits);
  if (factor === null || typed.kind === "none") return { kind: "wrong" };
  if (typed.kind === "recovery") return { kind: "recovery", codeHash };
  return step === null ? { kind: "wrong" } : { kind: "totp", step };
}

/** Uses the code up; false when somebody was faster, or it was used before. */
export async function takeClaim(
  accounts: Accounts,
  userId: string,
  claim: CodeClaim,
  nowMs: number,
): Promise<"code" | "recovery-code" | null> {
  switch (claim.kind) {
    case "totp":
      return (await accounts.takeTotpStep({ userId, step: claim.step })) ? "code" : null;
    case "recovery":
      return (await accounts.takeRecoveryCode({ userId, codeHash: claim.codeHash, nowMs })) ? "recovery-code" : null;
    case "wrong":
      return null;
  }
}
