import { resolve } from "node:path";
import { viewLegRisk } from "@evenkeel/api/execution";
import { type Database, listExecuted, openDatabase, readLegRisk } from "@evenkeel/store/history";
import { flag, help, readArguments, text } from "../arguments.ts";
import { print } from "../columns.ts";
import { defaultDataFolder } from "../env.ts";
import { explain, findDatabase } from "../find-database.ts";
import { Misunderstood } from "../problem.ts";
import { readLimit, readSince, SINCE_DEFAULT } from "./options.ts";
import { describeLegRisk, describeOrders } from "./words.ts";

export const REPORT_HELP = `Usage: evenkeel report <what> [options]

What executing cost and how exposed it was, out of the books: an engine need not run, its database must.

  leg-risk     how long and how large a leg stood without its counterpart; slippage against the middle; who waited in
               the book; what round trips cost against what was expected; how long each door took. Of everything, of
               each venue, of each run (one life of the engine).
  orders       the orders themselves, newest first, each with its route, its slippage and its doors
    --pair <id>    of this pair only
    --limit <n>    so many at most, 1 to 200 (20)

  --since <t>    a time ago or a day in UTC: 24h, 7d, 2026-11-01 (${SINCE_DEFAULT})
  --json         one object for machines; what is not known is null, with why
  --data <dir>   the installation, where it is not the default one; its database must run, or DATABASE_URL name one
  --help         this text

Doors: decide, from the event to the intent; store, until it is durable; hand, to the venue's gateway; reply, until the
venue has answered; fill, from there to the first fill in the books.

Exit codes: 0 told; 1 the database cannot be read; 2 not understood.
`;

export async function report(given: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(
    given,
    { data: text, json: flag, since: text, pair: text, limit: text, help },
    1,
  );
  const [what] = positionals;
  if (values.help || what === undefined) {
    (values.help ? process.stdout : process.stderr).write(REPORT_HELP);
    return values.help ? 0 : 2;
  }
  const nowMs = Date.now();
  const sinceMs = readSince(values.since, nowMs);
  const data = values.data === undefined ? defaultDataFolder() : resolve(values.data);
  switch (what) {
    case "leg-risk": {
      if (values.pair !== undefined || values.limit !== undefined)
        throw new Misunderstood("--pair and --limit are for report orders.");
      const view = await withBooks(data, async (database) =>
        viewLegRisk(await readLegRisk(database, new Date(sinceMs)), sinceMs, nowMs),
      );
      print(values.json ? JSON.stringify(view) : describeLegRisk(view));
      return 0;
    }
    case "orders": {
      const limit = readLimit(values.limit);
      const orders = await withBooks(data, (database) =>
        listExecuted(database, { since: new Date(sinceMs), plan: values.pair ?? null, limit }),
      );
      print(values.json ? JSON.stringify(orders) : describeOrders(orders));
      return 0;
    }
    default:
      throw new Misunderstood(`report has no "${what}": it has leg-risk and orders.`);
  }
}

async function withBooks<T>(data: string, work: (database: Database) => Promise<T>): Promise<T> {
  const { client, close } = openDatabase(await findDatabase(data), 1);
  try {
    return await work(client);
  } catch (error) {
    throw explain(error);
  } finally {
    await close();
  }
}
