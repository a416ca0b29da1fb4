import { expect, test } from "vitest";
import { createGovernor, type FamilyLimits, type Priority } from "../budget/governor.ts";
import { createManualTime } from "../testing.ts";
import type { CcxtExchange } from "./ccxt.ts";
import { createRest, type Endpoint } from "./rest.ts";

const LIMITS = { weightMax: 100, windowMs: 10_000, counting: "fixed", reservePercent: 20 } as const;
const ORDER: Endpoint = {
  family: "futures",
  weight: 1,
  api: "private",
  method: "POST",
  path: "order",
  signed: false,
  counts: "orders",
};

function setup(families: Readonly<Record<string, FamilyLimits>>) {
  const time = createManualTime();
  const exchange = { request: () => Promise.resolve({}) } as unknown as CcxtExchange;
  const governor = createGovernor(families, time.nowMs, time.timers, () => undefined);
  const rest = createRest({
    exchange,
    governor,
    timers: time.timers,
    dialect: { kindOfCode: () => undefined, readRefusal: () => null, readUse: () => [], isOfAddress: () => false },
    hasKeys: true,
    secrets: [],
    receiveWindowMs: () => 5_000,
    deadlineMsMax: () => 5_000,
    nowMs: () => time.nowMs(),
    venueTimeMs: (wallMs) => wallMs,
    onClockRefused: () => undefined,
    onCall: () => undefined,
  });
  const order = async (priority: Priority): Promise<string> => {
    const answer = await rest.call(ORDER, {}, { priority, timeoutMs: 1_000, waitMsMax: 0 });
    return answer.ok ? "went" : answer.error.code;
  };
  return { order };
}

test("MKT-10: entries leave a fifth of the order count to what closes, however much weight is left", async () => {
  const { order } = setup({ futures: LIMITS, orders: { ...LIMITS, weightMax: 5 } });
  const went: string[] = [];
  for (const priority of ["enter", "enter", "enter", "enter", "enter", "close", "close"] as const)
    went.push(await order(priority));
  expect(went).toEqual(["went", "went", "went", "went", "own-budget", "went", "own-budget"]);
});
