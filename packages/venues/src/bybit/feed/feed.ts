import { createFeed, type VenueFeed } from "../../common/feed/feed.ts";
import { createFundingHistory, createFundingTerms } from "../../common/feed/funding.ts";
import { type Client, stamp } from "../client/client.ts";
import { BYBIT } from "../market.ts";
import { tellDollars } from "./dollars.ts";
import { fundingSource } from "./funding.ts";
import { loadCatalogue, readFundingTerms } from "./load-catalogue.ts";
import { createStatistics } from "./statistics.ts";
import { createStreams } from "./streams.ts";

export function createBybitFeed(client: Client): VenueFeed {
  const agreed = new Set<string>();
  return createFeed(client, {
    loadCatalogue: () => loadCatalogue(client, agreed),
    openTerms: (sink) => createFundingTerms(client, sink, () => readFundingTerms(client)),
    openStatistics: (sink) => createStatistics(client, sink),
    tellDollars: (sink) => tellDollars(client, sink),
    openHistory: (sink) => createFundingHistory(client, sink, fundingSource(client)),
    openStreams: (sink, targets, settled) => {
      // Neither booked nor passed over: its symbol is held back, and what it did to the account shows there.
      client.onUnknownExecution = (instrument, reason) =>
        sink({ kind: "malformed-frame", venue: BYBIT, instrument, reason, ...stamp(client) });
      return createStreams(client, sink, targets, settled);
    },
  });
}
