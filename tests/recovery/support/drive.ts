import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "./house.ts";

const TRIES_MAX = 200;
const PAUSE_MS = 50;
/** Refusals that pass by themselves once data flows. */
const PASSING = /denied: (?:stale|quarantined|venue-down|clock-offset|equity-unknown|not-ready|risk-unknown)/;

const AT_BINANCE = { venue: "binance" };

let commands = 0;
const nextId = (): string => `recovery-${process.pid}-${(commands += 1)}`;

type Where = { readonly venue: string; readonly longVenue?: string };

/** The first pair whose data may be traded on, by its short perpetual; which one does not matter. */
export async function anyLiveSymbol(engine: Engine, { venue, longVenue }: Where = AT_BINANCE): Promise<string> {
  const long = longVenue === undefined ? `${venue}/spot` : `${longVenue}/perpetual`;
  const legs = new RegExp(`^${long}/[^/]+/${venue}/`);
  const held = new Set((await engine.client.positions.list.query()).map(({ symbol }) => symbol));
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const rows = await engine.client.opportunities.list.query({});
    const row = rows.find(
      ({ id, symbol, stance, basisBps }) =>
        stance !== "quarantined" && basisBps !== null && legs.test(id) && !held.has(symbol),
    );
    if (row !== undefined) return row.short.symbol;
    await sleep(PAUSE_MS);
  }
  throw new Error("no market came alive");
}

/** Gives the order to enter; asks again while the engine says that its data is not fresh yet. */
export async function openPair(engine: Engine, where: Where = AT_BINANCE): Promise<void> {
  const perpetualSymbol = await anyLiveSymbol(engine, where);
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const asked = { id: nextId(), ...where, perpetualSymbol, notional: "1000" };
    const receipt = await engine.client.commands.openPair.mutate(asked);
    if (receipt.state !== "refused") return;
    if (!PASSING.test(receipt.text)) throw new Error(receipt.text);
    await sleep(PAUSE_MS);
  }
  throw new Error("the entry was never accepted");
}

/** Until one more is held: on a busy machine prices can grow old between the approval and the first order. */
export async function holdPair(engine: Engine, where: Where = AT_BINANCE): Promise<void> {
  const before = (await stages(engine)).length;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const now = await stages(engine);
    if (now.length > before && now.every((stage) => stage === "open")) return;
    if (now.length === before) await openPair(engine, where);
    await sleep(PAUSE_MS);
  }
  throw new Error("no pair was held");
}

export async function closeAll(engine: Engine): Promise<void> {
  for (const { pairId } of await engine.client.positions.list.query())
    await engine.client.commands.closePair.mutate({ id: nextId(), pairId });
}

export const stages = async (engine: Engine): Promise<readonly string[]> =>
  (await engine.client.positions.list.query()).map(({ stage }) => stage);
