import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anyLiveSymbol } from "./support/drive.ts";
import { type House, openHouse } from "./support/house.ts";

const VIEWS = 10;
/** Far below what a caller would wait for a pool that views have filled. */
const STOP_MS_MAX = 5_000;

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await house.startExchange();
});
afterAll(async () => house.close());

it("views that hang in the database keep nobody from stopping", async () => {
  const engine = await house.startEngine();
  await engine.ready();
  const symbol = await anyLiveSymbol(engine);
  const sql = postgres(house.database.url, { max: 1 });
  const hanging = await sql.begin(async (transaction) => {
    await transaction`lock table candle_rolls in access exclusive mode`;
    const asked = { market: { kind: "perpetual", symbol }, interval: "1h" } as const;
    const views = Promise.all(Array.from({ length: VIEWS }, () => engine.client.market.candles.query(asked)));
    await expect
      .poll(async () => (await transaction`select 1 from pg_locks where not granted`).length, { timeout: STOP_MS_MAX })
      .toBeGreaterThan(1);
    const freeze = engine.client.commands.freeze.mutate(
      { id: "stop-beside-views" },
      { signal: AbortSignal.timeout(STOP_MS_MAX) },
    );
    expect(await freeze).toMatchObject({ state: "done" });
    return { views };
  });
  await hanging.views;
  await sql.end();
  await engine.stop();
});
