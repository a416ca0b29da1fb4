import { resolve } from "node:path";
import type { SheetView } from "@evenkeel/api/views";
import { flag, help, readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { Problem } from "../problem.ts";
import { withEngine } from "../running.ts";
import { sheetFromDatabase } from "./stored.ts";
import { describeSheet } from "./words.ts";

export const SHEET_HELP = `Usage: evenkeel sheet [options]

How to take everything down by hand at the venues' own pages: every position, coin and open order of ours with exact
quantities, in the units of the venue's page, and the steps in their order. Print it while all is well, too.

Asks the running engine. Where none answers, what the database committed last is printed, and says so with its age; an
embedded database that does not run is started for the moment.

  --database     do not ask the engine, read the database
  --json         one object for machines
  --data <dir>   the installation, where it is not the default one
  --help         this text

Exit codes: 0 printed; 1 neither the engine nor the database can be read; 2 not understood.
`;

/** Whoever has to close by hand does not wait for an engine that hangs. */
const ASK_MS_MAX = 5_000;

export async function sheet(given: readonly string[]): Promise<number> {
  const { values } = readArguments(given, { data: text, json: flag, database: flag, help });
  if (values.help) {
    process.stdout.write(SHEET_HELP);
    return 0;
  }
  const view = await readSheet(values.data, values.database);
  print(values.json ? JSON.stringify(view) : describeSheet(view));
  return 0;
}

async function readSheet(data: string | undefined, fromDatabase: boolean): Promise<SheetView> {
  if (!fromDatabase) {
    try {
      return await withEngine(data, (client) =>
        client.sheet.get.query(undefined, { signal: AbortSignal.timeout(ASK_MS_MAX) }),
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return sheetFromDatabase(data === undefined ? defaultDataFolder() : resolve(data), Date.now());
}
