import { readFileSync, writeFileSync } from "node:fs";
import { readOwnerFile } from "@evenkeel/config";
import { openDatabase, verifyAudit } from "@evenkeel/store/history";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAll, openPair } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";
import { run } from "./support/process.ts";

const LOOK_MS_MAX = 30_000;

let house: House;
let engine: Engine;

beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
  engine = await house.startEngine();
  await engine.ready();
});
afterAll(() => house.close());

const running = () => engine.client.config.get.query();

/** The file as an owner reads it: it says what runs. */
const expectAgreement = async (): Promise<void> => {
  const { config } = await running();
  await expect
    .poll(
      () => {
        const read = readOwnerFile(readFileSync(house.config, "utf8"));
        return read.ok ? { ...read.value.config, version: config.version } : read.error;
      },
      { timeout: LOOK_MS_MAX, interval: 250 },
    )
    .toEqual(config);
};

const restart = async (): Promise<void> => {
  await engine.kill();
  engine = await house.startEngine();
  await engine.ready();
};

it("changed by hand, by key and by file, killed in between: same configuration, whole history, same file", async () => {
  // By the file, before the first start.
  expect(await running()).toMatchObject({ version: 2, config: { entry: { meanAnnualPercentMin: 500 } } });

  // By the owner's command line, killed before the file can have it.
  const looser = { id: "config-cli-0001", base: 2, patch: { size: { pairsMax: 7 } }, reason: "more of them" };
  expect(await engine.owner.config.change.mutate(looser)).toMatchObject({ state: "done", code: "configured" });
  await restart();
  expect(await running()).toMatchObject({ version: 3, config: { size: { pairsMax: 7 } }, file: { problem: null } });
  await expectAgreement();

  // The same command again, by the process that never took it.
  expect(await engine.owner.config.change.mutate(looser)).toMatchObject({ state: "done", code: "configured" });

  // By an API key: tighter, never looser.
  const change = (id: string, patch: object) =>
    engine.client.config.change.mutate({ id, base: 3, patch, reason: "by a script" });
  await expect(change("config-key-0001", { size: { pairsMax: 8 } })).rejects.toMatchObject({
    data: { code: "FORBIDDEN" },
  });
  expect(await change("config-key-0002", { risk: { drawdownPercentMax: 2 } })).toMatchObject({ state: "done" });
  await expectAgreement();

  // By the file, with a pair open, and an edit that cannot be.
  await openPair(engine);
  writeFileSync(house.config, readFileSync(house.config, "utf8").replace('"pairsMax": 7', '"pairsMax": 4'));
  await expect
    .poll(async () => (await running()).config.size.pairsMax, { timeout: LOOK_MS_MAX, interval: 250 })
    .toBe(4);
  const good = readFileSync(house.config, "utf8");
  writeFileSync(house.config, good.replace('"pairsMax": 4', '"pairsMax": 400'));
  await expect
    .poll(async () => (await running()).file?.problem ?? "", { timeout: LOOK_MS_MAX, interval: 250 })
    .toBe("size.pairsMax must be from 1 to 50; it is 400.");
  const alarms = async () => (await engine.client.alerts.list.query({})).map(({ code }) => code);
  await expect.poll(alarms, { timeout: LOOK_MS_MAX, interval: 250 }).toContain("config-file-refused");

  // A broken file does not keep an engine from guarding what is open.
  await restart();
  expect(await running()).toMatchObject({ version: 5, config: { size: { pairsMax: 4 } } });
  expect((await running()).file?.problem).toContain("400");
  writeFileSync(house.config, good);
  await expect.poll(async () => (await running()).file?.problem, { timeout: LOOK_MS_MAX, interval: 250 }).toBeNull();

  // Back to an earlier version is a version of its own.
  await engine.owner.config.revert.mutate({ id: "config-back-001", base: 5, version: 2, reason: "as it was" });
  await expectAgreement();
  await closeAll(engine);

  const history = await engine.client.config.history.query({});
  expect(history.map(({ version, author, changes }) => [version, author.id, changes.map(({ path }) => path)])).toEqual([
    [6, "tester", ["size.pairsMax", "risk.drawdownPercentMax"]],
    [5, "configuration file", ["size.pairsMax"]],
    [4, "recovery", ["risk.drawdownPercentMax"]],
    [3, "tester", ["size.pairsMax"]],
    [
      2,
      "configuration file",
      [
        "entry.meanAnnualPercentMin",
        "exit.cooldownMs",
        "execution.sendTimeoutMs",
        "execution.receiveWindowMs",
        "execution.accountPollMs",
      ],
    ],
    [1, "engine", []],
  ]);
  await engine.stop();
  const { client, close } = openDatabase(house.database.url, 1);
  expect(await verifyAudit(client)).toMatchObject({ ok: true });
  await close();

  // Recorded decisions, configurations among them, are decided the same today.
  const replay = run("apps/cli/src/main.ts", ["replay", house.recordings, "--verify", "--json"], {});
  expect(await replay.ended).toMatchObject({ code: 0 });
  expect(JSON.parse(replay.output())).toMatchObject({ identical: true });
});
