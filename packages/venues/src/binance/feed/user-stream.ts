import type { EventSink } from "@evenkeel/core/ports";
import { type VenueTimeMs, venueTime } from "@evenkeel/core/units";
import { decode, fields, parseExact, text } from "../../common/decode/json.ts";
import { createStream, type Stream, type StreamState, type StreamTools } from "../../common/stream/stream.ts";
import { repeat } from "../../common/transport/timers.ts";
import { type Client, read, stamp } from "../client/client.ts";
import { BINANCE } from "../parse/catalogue.ts";
import { parseUserEvent } from "../parse/orders.ts";
import { STREAM_ROOTS } from "../quirks/addresses.ts";
import { ENDPOINTS } from "../quirks/endpoints.ts";

const parseListenKey = (answer: unknown): string => text(fields(answer, "listenKey"), "listenKey");

/**
 * Fills and order states as hints. A listen key lives an hour and is kept alive; when the venue says it has
 * expired, or ends the connection, a new one is made and the gap is told, for nothing is sent twice.
 */
export function createUserStream(
  client: Client,
  sink: EventSink,
  onState: (state: StreamState) => void,
  tools: StreamTools,
): Stream {
  let stopKeepAlive = (): void => undefined;

  const address = async (): Promise<string | null> => {
    const key = await read(client, ENDPOINTS.listenKeyCreate, {}, "query", parseListenKey);
    return key.ok ? `${STREAM_ROOTS.futuresPrivate}?listenKey=${encodeURIComponent(key.value)}` : null;
  };

  const onFrame = (frame: string): void => {
    const event = decode(() => parseUserEvent(parseExact(frame), client.markets));
    if (!event.ok) {
      sink({ kind: "malformed-frame", venue: BINANCE, instrument: null, reason: event.error, ...stamp(client) });
      return;
    }
    if (event.value.kind === "listen-key-expired") stream.renew();
    if (event.value.kind !== "order") return;
    const { fill, report, timeMs } = event.value;
    const venueTimeMs: VenueTimeMs = venueTime(timeMs);
    const stamped = { venueTimeMs, receivedAtMs: client.nowMs() };
    if (fill !== null) {
      const { clientOrderId, origin } = fill;
      client.orderNames.set(fill.instrument, fill.venueOrderId, { clientOrderId, origin });
      sink({ kind: "fill", fill, ...stamped });
    }
    if (report !== null) sink({ kind: "order-report", venue: BINANCE, report, ...stamped });
  };

  const stream = createStream(
    { name: "futures-account", address, greeting: () => [], upOn: "open", silenceMsMax: null, onFrame, onState },
    tools,
  );
  return {
    ...stream,
    start: () => {
      stream.start();
      stopKeepAlive = repeat(client.schedule.listenKeyMs, client.timers, async () => {
        const kept = await read(client, ENDPOINTS.listenKeyExtend, {}, "query", (answer) => answer);
        if (!kept.ok && kept.error.kind === "refusal") stream.renew();
      });
    },
    stop: () => {
      stopKeepAlive();
      return stream.stop();
    },
  };
}
