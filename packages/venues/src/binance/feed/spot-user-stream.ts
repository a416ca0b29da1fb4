import type { EventSink } from "@evenkeel/core/ports";
import { venueTime } from "@evenkeel/core/units";
import { decode, parseExact } from "../../common/decode/json.ts";
import { createStream, type Stream, type StreamState, type StreamTools } from "../../common/stream/stream.ts";
import { type Client, stamp } from "../client/client.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { parseSpotNews, type SpotNews } from "../parse/spot-user.ts";
import { STREAM_ROOTS } from "../quirks/addresses.ts";

/**
 * Fills and order states of spot as hints. Spot has no listen keys any more: the WebSocket API is asked to tell the
 * account, in a request that is signed anew for every connection; up when it agreed, ended when it refuses or ends it.
 */
export function createSpotUserStream(
  client: Client,
  sink: EventSink,
  onState: (state: StreamState) => void,
  tools: StreamTools,
): Stream {
  const malformed = (reason: string): void =>
    sink({ kind: "malformed-frame", venue: BINANCE, instrument: null, reason, ...stamp(client) });

  const onNews = (news: SpotNews): void => {
    switch (news.kind) {
      case "subscribed":
        return stream.ready();
      case "refused":
        malformed(`the account's stream was refused: ${news.reason}`);
        return stream.renew();
      case "ended":
        return stream.renew();
      case "order": {
        const stamped = { venueTimeMs: venueTime(news.timeMs), receivedAtMs: client.nowMs() };
        const { fill, report } = news;
        if (fill !== null) {
          const { clientOrderId, origin } = fill;
          client.orderNames.set(fill.instrument, fill.venueOrderId, { clientOrderId, origin });
          sink({ kind: "fill", fill, ...stamped });
        }
        if (report !== null) sink({ kind: "order-report", venue: BINANCE, report, ...stamped });
        return;
      }
      case "other":
        return;
    }
  };

  const stream = createStream(
    {
      name: "spot-account",
      address: () => Promise.resolve(STREAM_ROOTS.spotAccount),
      greeting: () => [client.subscribeAccount(client.nowMs() + (client.offset.offsetMs() ?? 0))],
      upOn: "ready",
      silenceMsMax: null,
      onFrame: (frame) => {
        const news = decode(() => parseSpotNews(parseExact(frame), client.markets));
        if (news.ok) onNews(news.value);
        else malformed(news.error);
      },
      onState,
    },
    tools,
  );
  return stream;
}
