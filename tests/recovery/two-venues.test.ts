import { afterAll, beforeAll, expect, it } from "vitest";
import { closeAll, holdPair, stages } from "./support/drive.ts";
import { type Engine, type House, openHouse } from "./support/house.ts";

let house: House;
let engine: Engine;
beforeAll(async () => {
  house = await openHouse({ venues: ["binance", "bybit"] });
  await house.startExchange();
  engine = await house.startEngine();
  await engine.ready();
});
afterAll(async () => house.close());

const standings = async () =>
  Object.fromEntries((await engine.client.review.get.query()).venues.map(({ venue, standing }) => [venue, standing]));

it("POS-8 one engine holds a key, a feed and books at each of its venues", async () => {
  await expect.poll(standings, { timeout: 20_000 }).toEqual({ binance: "agrees", bybit: "agrees" });
  const { venues } = await engine.client.overview.get.query();
  expect(venues.filter(({ state }) => state !== "up")).toEqual([]);
  expect(new Set(venues.map(({ label }) => label.split(" ")[0]))).toEqual(new Set(["Binance", "Bybit"]));
  const keys = async () =>
    new Set(
      (await engine.owner.venueKeys.list.query()).keys.map((key) => `${key.venue} ${key.state} ${key.permissions}`),
    );
  await expect.poll(keys, { timeout: 20_000 }).toEqual(new Set(["binance in-use trade", "bybit in-use trade"]));
});

it("a carry at Bybit and a spread across both outlive a killed engine and close where they stand", async () => {
  await holdPair(engine, { venue: "bybit" });
  await holdPair(engine, { venue: "binance", longVenue: "bybit" });
  expect(await stages(engine)).toEqual(["open", "open"]);
  await engine.kill();
  engine = await house.startEngine();
  await engine.ready();
  const held = (await engine.client.positions.list.query()).map(({ long, short }) =>
    [long, short].map(({ venue, kind }) => `${venue} ${kind}`).join(" - "),
  );
  expect(held.toSorted()).toEqual(["Bybit perpetual - Binance perpetual", "Bybit spot - Bybit perpetual"]);
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
  await expect.poll(standings, { timeout: 20_000 }).toEqual({ binance: "agrees", bybit: "agrees" });
});

it("key-refused: a venue that does not take our key leaves the pairs of the other guarded, and says so", async () => {
  await holdPair(engine, { venue: "binance" });
  await engine.kill();
  const { key, secret } = house.account();
  const strange = { EVENKEEL_SIM_KEY: `${key},nobodys-key`, EVENKEEL_SIM_SECRET: `${secret},nobodys-secret` };
  engine = await house.startEngine(undefined, strange);
  await engine.ready();
  const alerts = async () => (await engine.client.alerts.list.query({})).map(({ level, code }) => `${level} ${code}`);
  await expect.poll(alerts, { timeout: 20_000 }).toContain("CRITICAL key-refused");
  await closeAll(engine);
  await expect.poll(() => stages(engine), { timeout: 20_000 }).toEqual([]);
});

it("an engine that is not told of a venue its books know says so, and leaves everything as it is", async () => {
  await engine.stop();
  const { key, secret } = house.account();
  const alone = { EVENKEEL_VENUES: "binance", EVENKEEL_SIM_KEY: key, EVENKEEL_SIM_SECRET: secret };
  await expect(house.startEngine(undefined, alone)).rejects.toThrow(/The books hold an account at bybit/);
});
