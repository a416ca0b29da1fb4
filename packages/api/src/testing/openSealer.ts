import type { Sealer } from "../web/sealer.ts";

/** A Sealer that hides nothing but keeps its word about purposes. For tests only. */
export const openSealer: Sealer = {
  seal: (text, purpose) => Buffer.from(JSON.stringify([purpose, text])).toString("base64url"),
  open(sealed, purpose) {
    try {
      const [kept, text] = JSON.parse(Buffer.from(sealed, "base64url").toString()) as [string, string];
      return kept === purpose ? text : null;
    } catch {
      return null;
    }
  },
};
