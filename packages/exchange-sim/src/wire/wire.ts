import type { Applied } from "../exchange/apply.ts";
import type { Command } from "../exchange/command.ts";
import type { ExchangeEvent } from "../exchange/event.ts";
import type { VenueName } from "../world/venue.ts";
import type { HeldKey } from "./keys.ts";

/** One of a venue's real addresses. It has a port of its own, and on the common port it is told by host or path. */
export interface Family {
  /** Unique among all venues, the venue's name first: "binance-futures-stream". */
  readonly name: string;
  readonly kind: "rest" | "stream";
  readonly hosts: readonly string[];
  /** Beginnings of its paths, for local names on the common port: of all families the longest match wins. */
  readonly paths: readonly string[];
  /** A stream's own rules; without them it lives as long as both sides want. */
  readonly life?: StreamLife;
}

/** Wall times. A connection is pinged, cut where no answer comes, and cut when it is old. */
export interface StreamLife {
  readonly pingMs: number;
  readonly patienceMs: number;
  readonly lifeMs: number;
}

/** One address of a venue, for whoever has to try them all. */
export interface WireRoute {
  /** "GET /v3/market/tickers"; a part in braces differs. */
  readonly name: string;
  readonly signed: boolean;
}

export interface RestRequest {
  readonly family: string;
  readonly method: string;
  readonly path: string;
  /** Without the question mark, exactly as received; bytes as latin1 characters. */
  readonly query: string;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly address: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer, or commands whose results, in their order, will make the answer. */
export type Dispatched =
  | { readonly kind: "reply"; readonly reply: Reply }
  | {
      readonly kind: "commands";
      readonly commands: readonly Command[];
      readonly finish: (applied: readonly Applied[]) => Reply;
    };

/** A client's open socket. What is pushed may be lost, doubled or held back by a fault; an answer never is. */
export interface StreamClient {
  push(frame: string): void;
  answer(frame: string): void;
  close(code: number, reason: string): void;
}

export interface StreamAddress {
  readonly family: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whose limits what is asked here counts against. */
  readonly address: string;
}

/** The venue's side of one open socket. */
export interface Line {
  /** A reply's body becomes a frame; null where nothing more is to be said. */
  receive(text: string, wallMs: number): Dispatched | null;
  gone(): void;
}

/** A status line's rest ("404 Not Found"): nothing answers at this address, or not to this client. */
export interface Refused {
  readonly refused: string;
}

/** What a venue says when it is in trouble. Every venue has a body of its own for each. */
export type Trouble =
  | "overloaded"
  | "status-unknown"
  | "rate-limited"
  | "banned"
  | "maintenance"
  | "broken"
  | "too-large";

/** One venue on the wire: all that a process needs to serve it, and nothing of sockets. Times are wall times. */
export interface Wire {
  readonly venue: VenueName;
  readonly families: readonly Family[];
  readonly routes: readonly WireRoute[];
  readonly keys: ReadonlyMap<string, HeldKey>;
  rest(request: RestRequest, wallMs: number): Dispatched;
  trouble(kind: Trouble, family: string, wallMs: number): Reply;
  /** The client's own order id of a request that has one, for the log. */
  orderIdOf(request: RestRequest): string | null;
  connect(address: StreamAddress, client: StreamClient, wallMs: number): Line | Refused;
  /** Quotes and depth: at every publishing interval. */
  publishQuotes(wallMs: number): void;
  /** Trades, mark prices and whatever runs out: every second. */
  publishSeconds(wallMs: number): void;
  /** Ends every key of a stream before its time and tells its streams so, once or twice. Absent where there are none. */
  expireListenKeys?(times: 1 | 2, wallMs: number): number;
  /** What wall time alone calls for, asked every second. */
  due?(wallMs: number): readonly Command[];
  /** Makes the frames for those they concern at once; the returned action sends them when all is on the disk. */
  tell(events: readonly ExchangeEvent[], wallMs: number): () => void;
}
