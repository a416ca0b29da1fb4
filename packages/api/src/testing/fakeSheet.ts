import { stepsOf } from "../sheet/steps.ts";
import type { SheetLineView, SheetOrderView, SheetView } from "../views/index.ts";
import type { FakeScene } from "./fakeRisk.ts";

const MINUTE_MS = 60_000;

const line = (change: Partial<SheetLineView>): SheetLineView => ({
  market: "perpetual",
  symbol: "SOLUSDT",
  base: "SOL",
  held: "-31.4",
  told: null,
  action: "buy",
  quantity: "31.4",
  coinsPerUnit: 1,
  rest: "0",
  pairId: "ekfake0000-1",
  naked: false,
  ...change,
});

const HELD: readonly SheetLineView[] = [
  line({}),
  line({ symbol: "1000PEPEUSDT", base: "PEPE", held: "-48200000", quantity: "48200", coinsPerUnit: 1_000 }),
  line({ market: "spot", symbol: "SOLUSDT", held: "31.40127", action: "sell", quantity: "31.4", rest: "0.00127" }),
  line({
    market: "spot",
    symbol: "PEPEUSDT",
    base: "PEPE",
    held: "48200133.7",
    action: "sell",
    quantity: "48200133",
    rest: "0.7",
  }),
];
const FOREIGN: readonly SheetOrderView[] = [
  { market: "perpetual", symbol: "DOGEUSDT", clientOrderId: "web_7f21c0", ours: false, side: null, quantity: null },
];

/** A sheet of two pairs; of none where the scene holds none. */
export function fakeSheet(scene: FakeScene, nowMs: number): SheetView {
  const holds = scene !== "flat" && scene !== "starting";
  const orders = scene === "halted" ? FOREIGN : [];
  const lines = holds ? HELD : [];
  return {
    madeAtMs: nowMs,
    source: "engine",
    booksAtMs: nowMs - 2_000,
    world: "demo",
    venues: [
      {
        venue: "binance",
        label: "Binance",
        toldAtMs: scene === "not-flat" ? nowMs - 4 * MINUTE_MS : nowMs - 1_000,
        lines,
        orders,
        balances: [
          { wallet: "spot", asset: "USDT", amount: "30002.11" },
          { wallet: "futures", asset: "USDT", amount: "20114.20381" },
        ],
        steps: stepsOf("Binance", lines, orders),
      },
    ],
  };
}
