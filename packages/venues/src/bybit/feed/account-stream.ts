import type { EventSink } from "@evenkeel/core/ports";
import { SECOND_MS, type VenueTimeMs, venueTime } from "@evenkeel/core/units";
import { decode, parseExact } from "../../common/decode/json.ts";
import { stateTeller } from "../../common/feed/targets.ts";
import { createStream, type Stream, type StreamTools } from "../../common/stream/stream.ts";
import { type Client, stamp } from "../client/client.ts";
import { BYBIT } from "../market.ts";
import { type News, parseNews } from "../parse/news.ts";
import { PRIVATE_ADDRESS } from "../quirks/addresses.ts";

const NAME = "account";
/** How long a signature lets somebody in. */
const SIGNATURE_MS = 10 * SECOND_MS;
/** Our own pings are answered in frames every five seconds. */
const SILENCE_MS_MAX = 20 * SECOND_MS;
const SUBSCRIBE = JSON.stringify({ op: "subscribe", args: ["execution", "order"] });

/**
 * Fills and order states as hints. The stream is up when the venue let us in and took the subscription; a refusal of
 * either ends the connection, and the next one signs anew.
 */
export function createAccountStream(client: Client, sink: EventSink, tools: StreamTools): Stream {
  const stampAt = (timeMs: number): { venueTimeMs: VenueTimeMs; receivedAtMs: ReturnType<Client["nowMs"]> } => ({
    venueTimeMs: venueTime(timeMs),
    receivedAtMs: client.nowMs(),
  });

  const malformed = (reason: string): void =>
    sink({ kind: "malformed-frame", venue: BYBIT, instrument: null, reason, ...stamp(client) });

  const onReply = ({ op, success, message }: Extract<News, { kind: "reply" }>): void => {
    if (op !== "auth" && op !== "subscribe") return;
    if (!success) {
      malformed(`${op} was refused: ${message}`);
      stream.renew();
    } else if (op === "auth") stream.send(SUBSCRIBE);
    else stream.ready();
  };

  const onNews = (news: News): void => {
    if (news.kind === "reply") return onReply(news);
    if (news.kind === "reports")
      for (const report of news.reports) sink({ kind: "order-report", venue: BYBIT, report, ...stampAt(news.timeMs) });
    if (news.kind !== "executions") return;
    for (const row of news.rows) {
      if (row.kind === "unknown") client.onUnknownExecution(row.market?.instrument.index ?? null, row.reason);
      if (row.kind !== "fill") continue;
      const { fill, executionId, closes } = row.execution;
      if (closes) client.realised.set(executionId, fill.realisedProfit);
      sink({ kind: "fill", fill, ...stampAt(news.timeMs) });
    }
  };

  const onFrame = (frame: string): void => {
    const news = decode(() => parseNews(parseExact(frame), client.markets));
    if (news.ok) onNews(news.value);
    else malformed(news.error);
  };

  const stream = createStream(
    {
      name: NAME,
      address: () => Promise.resolve(PRIVATE_ADDRESS),
      greeting: () => {
        const message = client.signIn(client.nowMs() + (client.offset.offsetMs() ?? 0) + SIGNATURE_MS);
        return message === null ? [] : [message];
      },
      upOn: "ready",
      silenceMsMax: SILENCE_MS_MAX,
      onFrame,
      onState: stateTeller(client, sink, NAME),
    },
    tools,
  );
  return stream;
}
