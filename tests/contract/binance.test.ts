import { wallTime } from "@evenkeel/core/units";
import { startExchange } from "@evenkeel/exchange";
import type { Timers } from "@evenkeel/venues";
import { createBinance } from "@evenkeel/venues/binance";
import { venueContract } from "./contract.ts";
import { startProxy } from "./proxy.ts";
import { createDirectory, type Venue } from "./subject.ts";

const SYMBOLS = 60;
/** Deep enough to take a whole level of any book. */
const FUNDS = { spot: { USDT: "20000000" }, futures: "20000000" };
/** The contract reads the account far more often than an engine does. */
const LIMITS = {
  futuresWeightMax: 100_000,
  spotWeightMax: 100_000,
  futuresOrdersTenSecondsMax: 300,
  futuresOrdersMinuteMax: 1_200,
  spotOrdersTenSecondsMax: 100,
};
const HOST = "http://127.0.0.1";

/** Real timers that can be counted: a stopped adapter holds none. */
function countedTimers(): { readonly timers: Timers; readonly armed: () => number } {
  const armed = new Set<NodeJS.Timeout>();
  const after: Timers["after"] = (ms, run) => {
    const timer = setTimeout(() => {
      armed.delete(timer);
      run();
    }, ms);
    armed.add(timer);
    return () => {
      armed.delete(timer);
      clearTimeout(timer);
    };
  };
  return { timers: { after }, armed: () => armed.size };
}

async function openBinance(): Promise<Venue> {
  const exchange = await startExchange({
    port: 0,
    seed: 3,
    symbols: SYMBOLS,
    speed: 20,
    accounts: [{ name: "main", ...FUNDS }],
    wire: { binanceLimits: LIMITS },
  });
  const proxy = await startProxy(exchange.port);
  const account = exchange.accounts[0];
  if (account === undefined) throw new Error("the exchange has no account");
  const { timers, armed } = countedTimers();
  const create = (secret: string, counted: Timers) =>
    createBinance({
      keys: { apiKey: account.key, secret },
      redirectPort: proxy.port,
      directory: createDirectory(),
      clock: { nowMs: () => wallTime(Date.now()) },
      random: Math.random,
      watch: { symbolsMax: SYMBOLS },
      historyDays: 31,
      sendTimeoutMs: 2_000,
      readTimeoutMs: 5_000,
      receiveWindowMs: 5_000,
      timers: counted,
    });
  const control = async (path: string, body: object): Promise<void> => {
    const headers = { "x-evenkeel-control": "1", "Content-Type": "application/json" };
    const answer = await fetch(`${HOST}:${exchange.port}/control/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
  return {
    adapter: await create(account.secret, timers),
    passTime: (ms) => control("advance", { ms }),
    publish: () => undefined,
    wire: {
      failNextOrder: (fault) => proxy.failNext("POST", fault),
      failNextCancel: (fault) => proxy.failNext("DELETE", fault),
      ordersSeen: proxy.ordersSeen,
      cut: proxy.cut,
      mend: proxy.mend,
      stranger: () => create("wrong".repeat(10), countedTimers().timers),
    },
    leftovers: () => [
      ...(proxy.open() === 0 ? [] : [`${proxy.open()} sockets`]),
      ...(armed() === 0 ? [] : [`${armed()} timers`]),
    ],
    close: async () => {
      await proxy.close();
      await exchange.close();
    },
  };
}

venueContract("binance over the wire", openBinance);
