import { sheetFromBooks } from "@evenkeel/api/sheet";
import type { SheetView } from "@evenkeel/api/views";
import { readBooks } from "@evenkeel/store/history";
import { readEnv } from "../env.ts";
import type { SignedIn } from "./caller.ts";
import { askEngine } from "./engine.ts";
import { report } from "./report.ts";

/** By the engine, or by what the database has where the engine does not answer; null where neither can be read. */
export async function readSheet(signedIn: SignedIn): Promise<SheetView | null> {
  const told = await askEngine(signedIn, (client, options) => client.sheet.get.query(undefined, options));
  if (told !== null) return told;
  try {
    return sheetFromBooks(await readBooks(readEnv().DATABASE_URL), Date.now());
  } catch {
    report("neither the engine nor the database answers for a hand-flatten sheet");
    return null;
  }
}
