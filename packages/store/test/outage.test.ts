import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createAccounts } from "@evenkeel/store/accounts";
import { startEmbedded } from "@evenkeel/store/embedded";
import { openDatabase, verifyAudit } from "@evenkeel/store/history";
import { openJournal } from "@evenkeel/store/journal";
import { migrate } from "@evenkeel/store/migrate";
import { expect, test } from "vitest";
import { freePort, temporaryDirectory } from "./support/place.ts";
import * as sample from "./support/sample.ts";

const ROUNDS = 6;
const BATCHES_A_ROUND = 20;
const TRIES_MAX = 100;

/** As the engine would: the same batch again until its outcome is known. */
async function persist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
      await sleep(50);
    }
  }
}

/**
 * The driver as published dies in its own timer, or never writes again, when a server goes away between a write
 * and its flush; see patches/. Each round kills the server under a full queue at another moment.
 */
test("the server killed under commits and transactions: this process lives, nothing is lost or written twice", async () => {
  const home = temporaryDirectory();
  const directory = join(home.path, "database");
  const port = await freePort();
  const start = async () => {
    const started = await startEmbedded({ dataDirectory: directory, port });
    if (!started.ok) throw new Error(started.error.message);
    return started.value;
  };
  let server = await start();
  await migrate(server.url);
  const open = await openJournal(server.url);
  const views = openDatabase(server.url);
  const accounts = createAccounts(views.client);
  try {
    let sequence = 0;
    const slowed = { at: "sign-in", subject: "nobody", address: "direct" } as const;
    for (let round = 0; round < ROUNDS; round += 1) {
      const writing = Array.from({ length: BATCHES_A_ROUND }, () => {
        sequence += 1;
        const batch = sample.batch(sequence, [sample.auditRow(`s${sequence}`)]);
        return persist(() => open.journal.commit(batch));
      });
      const asking = Array.from({ length: 4 }, (_, key) =>
        accounts
          .reserveAttempt({ key: String(key), nowMs: round, forgetAfterMs: 1, delayMs: () => 0, slowed })
          .catch(() => "failed"),
      );
      await sleep(round * 3);
      process.kill(Number(readFileSync(join(directory, "data/postmaster.pid"), "utf8").split("\n")[0]), "SIGKILL");
      await Promise.all(asking);
      server = await start();
      await Promise.all(writing);
    }
    // A pooled connection may still have to learn that its server died.
    expect(await persist(() => verifyAudit(views.client))).toMatchObject({ ok: true, rows: ROUNDS * BATCHES_A_ROUND });
    expect((await persist(open.journal.load)).lastSequence).toBe(ROUNDS * BATCHES_A_ROUND);
  } finally {
    await Promise.all([open.close(), views.close()]);
    await (await start()).stop();
    home.remove();
  }
});
