import { venueId } from "@evenkeel/core/ids";
import type { EventSink, VenueAdapter } from "@evenkeel/core/ports";
import { ok, venueTime, wallTime } from "@evenkeel/core/units";
import { advance, createExchange } from "@evenkeel/exchange-sim";
import { createInProcessVenue, emptyMark, emptyTop } from "@evenkeel/testkit/in-process";
import { venueContract } from "./contract.ts";
import { createDirectory } from "./subject.ts";

const ACCOUNT = "main";
const FUNDS = { spot: { USDT: "20000000" }, futures: "20000000" };
const STEP_MS = 1_000;

venueContract("in process", () => {
  const exchange = createExchange({ world: "demo", seed: 3, symbols: 60, accounts: [{ name: ACCOUNT, ...FUNDS }] });
  const venue = venueId("in-process");
  const local = createInProcessVenue({ exchange, account: ACCOUNT, venue, directory: createDirectory() });
  const times = () => ({ venueMs: exchange.nowMs, wallMs: Date.now() });
  const top = emptyTop();
  const mark = emptyMark();
  let heard: EventSink | null = null;

  const publish = (): void => {
    advance(exchange, exchange.nowMs + STEP_MS);
    for (const listing of local.listings) {
      local.top(listing, times(), top);
      heard?.(top);
      if (listing.market === "spot") continue;
      local.mark(listing, times(), mark);
      heard?.(mark);
    }
  };
  const adapter: VenueAdapter = {
    venue,
    feed: {
      start: (sink) => {
        heard = sink;
        for (const event of local.introduce(times())) sink(event);
        const stamps = { venueTimeMs: venueTime(exchange.nowMs), receivedAtMs: wallTime(exchange.nowMs) };
        sink({ kind: "stream", venue, stream: "everything", state: "up", ...stamps });
        return Promise.resolve(ok(undefined));
      },
      stop: () => {
        heard = null;
        return Promise.resolve();
      },
    },
    gateway: { venue, perform: (effect) => Promise.resolve(local.perform(effect, times())) },
    history: null,
    health: () => ({ families: [], clockOffsetMs: 0 }),
  };
  return Promise.resolve({
    adapter,
    passTime: (ms: number) => {
      const before = exchange.nowMs;
      advance(exchange, before + ms);
      for (const listing of local.listings)
        if (listing.market === "futures") heard?.(local.settled(listing, before, times()));
      return Promise.resolve();
    },
    publish,
    wire: null,
    leftovers: () => (heard === null ? [] : ["a listener"]),
    close: () => Promise.resolve(),
  });
});
