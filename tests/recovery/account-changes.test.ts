import { createAccounts, openDatabase } from "@evenkeel/store/accounts";
import { listAudit, verifyAudit } from "@evenkeel/store/history";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { run } from "./support/process.ts";

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => house.close());

const ADA = { kind: "user", id: "ada", role: "admin" } as const;

it("chains every change of an account once, through kill -9 and while it was down, and replays them", async () => {
  const { client: database, close } = openDatabase(house.database.url, 2);
  const accounts = createAccounts(database);
  const addUser = (id: string) =>
    accounts.createUser(
      { id, name: id, nameKey: id, role: "viewer", status: "active", passwordHash: "secret-hash", createdAtMs: 0 },
      ADA,
    );
  const chained = async (): Promise<readonly string[]> =>
    (await listAudit(database, 500))
      .map(({ body }) => JSON.parse(body) as { subject: string; action: string; detail: { account?: string } })
      .filter(({ subject, action }) => subject === "account" && action === "user-created")
      .map(({ detail }) => detail.account ?? "")
      .toReversed();
  const awaitChained = (expected: readonly string[]) =>
    expect.poll(chained, { timeout: 20_000 }).toEqual([...expected]);

  try {
    let engine: Engine = await house.startEngine();
    await engine.ready();
    await addUser("one");
    await awaitChained(["one"]);
    // At whatever point of the look or the commit the blow falls.
    await Promise.all([addUser("two"), addUser("three"), addUser("four")]);
    await engine.kill();
    await addUser("five");
    engine = await house.startEngine();
    await engine.ready();
    await addUser("six");
    await expect.poll(async () => (await chained()).length, { timeout: 20_000 }).toBe(6);
    expect((await chained()).toSorted()).toEqual(["five", "four", "one", "six", "three", "two"]);
    await engine.stop();
    expect(await verifyAudit(database)).toMatchObject({ ok: true });
    expect(JSON.stringify(await listAudit(database, 500))).not.toContain("secret-hash");
    const program = run("apps/cli/src/main.ts", ["replay", house.recordings, "--json", "--verify"], {});
    await program.ended;
    expect(JSON.parse(program.output())).toMatchObject({ identical: true, firstDifference: null });
  } finally {
    await close();
  }
});
