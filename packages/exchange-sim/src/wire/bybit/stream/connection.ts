import { createHash } from "node:crypto";
import type { StreamClient } from "../../wire.ts";
import type { Channel } from "../address.ts";
import type { BybitSession } from "../session.ts";
import type { Topic } from "./topic.ts";

/** One client's open socket and what it asked for. */
export interface Connection {
  readonly client: StreamClient;
  readonly channel: Channel;
  readonly id: string;
  /** Public topics by name. */
  readonly topics: Map<string, Topic>;
  /** Private topics by name. */
  readonly news: Set<string>;
  /** Ids of order requests, none of which may come twice. */
  readonly requests: Set<string>;
  /** Nobody before the socket is authenticated. */
  account: string | null;
  apiKey: string | null;
  lastHeardMs: number;
  readonly silentMsMax: number;
}

const SILENT_DEFAULT_MS = 600_000;
const SILENT_BOUNDS_MS = [30_000, 600_000] as const;

/** "30s", "2m": how long a socket may be silent. */
function silence(query: string): number {
  const found = /(?:^|&)max_active_time=(\d{1,4})(s|m)(?:&|$)/.exec(query);
  if (found === null) return SILENT_DEFAULT_MS;
  const asked = Number(found[1]) * (found[2] === "m" ? 60_000 : 1_000);
  return Math.min(SILENT_BOUNDS_MS[1], Math.max(SILENT_BOUNDS_MS[0], asked));
}

export function openConnection(
  session: BybitSession,
  client: StreamClient,
  channel: Channel,
  query: string,
  wallMs: number,
): Connection {
  session.connections += 1;
  const id = createHash("sha256").update(`connection:${wallMs}:${session.connections}`).digest("hex").slice(0, 20);
  return {
    client,
    channel,
    id,
    topics: new Map(),
    news: new Set(),
    requests: new Set(),
    account: null,
    apiKey: null,
    lastHeardMs: wallMs,
    silentMsMax: silence(query),
  };
}
