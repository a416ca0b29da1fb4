import { createFeed, type VenueFeed } from "../../common/feed/feed.ts";
import { createFundingHistory, createFundingTerms } from "../../common/feed/funding.ts";
import type { Client } from "../client/client.ts";
import { tellDollars } from "./dollars.ts";
import { fundingSource, readFundingTerms } from "./funding.ts";
import { loadCatalogue } from "./load-catalogue.ts";
import { createStatistics } from "./statistics.ts";
import { createStreams } from "./streams.ts";

export function createBinanceFeed(client: Client): VenueFeed {
  const agreed = new Set<string>();
  return createFeed(client, {
    loadCatalogue: () => loadCatalogue(client, agreed),
    openTerms: (sink) => createFundingTerms(client, sink, () => readFundingTerms(client)),
    openStatistics: (sink) => createStatistics(client, sink),
    tellDollars: (sink) => tellDollars(client, sink),
    openHistory: (sink) => createFundingHistory(client, sink, fundingSource(client)),
    openStreams: (sink, targets, settled) => createStreams(client, sink, targets, settled),
  });
}
