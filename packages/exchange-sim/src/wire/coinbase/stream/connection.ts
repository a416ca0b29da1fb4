import type { StreamClient } from "../../wire.ts";
import { isoTime } from "../format.ts";

export const MARKET_CHANNELS = ["ticker", "ticker_batch", "level2", "market_trades", "candles", "status"] as const;
export type MarketChannel = (typeof MARKET_CHANNELS)[number];
export type Channel = MarketChannel | "heartbeats" | "user" | "futures_balance_summary";

/** The channel that a frame names, which is not always the one that was asked for. */
export type FrameChannel = Exclude<Channel, "level2"> | "l2_data" | "subscriptions";

/** One client's open socket and what it asked for. Times are wall times. */
export interface Connection {
  readonly client: StreamClient;
  /** Whose limits its messages count against. */
  readonly address: string;
  /** The door for users' own orders: it tells no market data. */
  readonly userDoor: boolean;
  readonly openedMs: number;
  readonly channels: Map<MarketChannel, Set<number>>;
  heartbeats: number | null;
  /** Whose orders are told, and of which products; empty is of all. */
  user: { readonly account: string; readonly products: ReadonlySet<string> } | null;
  futures: boolean;
  subscribed: boolean;
  sequence: number;
  lastFrameMs: number;
}

export const openConnection = (
  client: StreamClient,
  address: string,
  userDoor: boolean,
  wallMs: number,
): Connection => ({
  client,
  address,
  userDoor,
  openedMs: wallMs,
  channels: new Map(),
  heartbeats: null,
  user: null,
  futures: false,
  subscribed: false,
  sequence: 0,
  lastFrameMs: wallMs,
});

/** Numbers a frame among all of its connection; a client that misses one has lost something. */
function wrap(connection: Connection, channel: FrameChannel, timeMs: number, events: string): string {
  const number = connection.sequence++;
  return `{"channel":"${channel}","timestamp":"${isoTime(timeMs)}","sequence_num":${number},"events":[${events}]}`;
}

/** `events` is the inside of the list, as JSON: most frames go to many. */
export function pushFrame(
  connection: Connection,
  channel: FrameChannel,
  timeMs: number,
  events: string,
  wallMs: number,
): void {
  connection.lastFrameMs = wallMs;
  connection.client.push(wrap(connection, channel, timeMs, events));
}

export function answerFrame(connection: Connection, channel: FrameChannel, events: string, wallMs: number): void {
  connection.lastFrameMs = wallMs;
  connection.client.answer(wrap(connection, channel, wallMs, events));
}

export const answerError = ({ client }: Connection, message: string): void =>
  client.answer(JSON.stringify({ type: "error", message }));
