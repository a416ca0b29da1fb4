import { newId } from "./ids.ts";
import type { Sealer } from "./sealer.ts";

/** What a browser keeps after a sign-in: proof that it once signed in to this account, and nothing more. */
const purposeOf = (nameKey: string): string => `device:${nameKey}`;
const TOKEN_LENGTH_MAX = 512;

export function readDevice(sealer: Sealer, token: string | null, nameKey: string): string | null {
  if (token === null || token.length > TOKEN_LENGTH_MAX) return null;
  return sealer.open(token, purposeOf(nameKey));
}

export const writeDevice = (sealer: Sealer, nameKey: string, deviceId: string | null): string =>
  sealer.seal(deviceId ?? newId("d"), purposeOf(nameKey));
