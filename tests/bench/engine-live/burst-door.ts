import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Relay } from "./relay.ts";
import { noteOrders } from "./relay.ts";

const LOOPBACK = "127.0.0.1";
const TEXT_WHOLE = 0x81;
const QUOTE = /"e":"bookTicker"|"u":\d+,"s":"/;
const UPDATE_ID = /"u":(\d+)/;
/** A trade on one of the private streams, futures and spot. */
const TRADE = /"(?:ORDER_TRADE_UPDATE|executionReport)".*"x":"TRADE"/;
/** Update ids are spread this far apart, so that every copy of a quote is a newer one. */
const COPIES_MAX = 16;

/** A relay that can turn every quote into several, each a newer update of the same book. */
export type BurstDoor = Relay & {
  readonly setCopies: (copies: number) => void;
  /** Frames handed on to the engine, and trades told by private streams, so far. */
  readonly counts: () => { readonly frames: number; readonly trades: number };
};

export async function openBurstDoor(exchangePort: number): Promise<BurstDoor> {
  const seenAtMs = new Map<string, number>();
  const sockets = new Set<Socket>();
  let copies = 1;
  let frames = 0;
  let trades = 0;

  const multiply = (text: string): Buffer[] => {
    frames += 1;
    if (TRADE.test(text)) trades += 1;
    if (!QUOTE.test(text)) return [frameOf(text)];
    const id = Number(UPDATE_ID.exec(text)?.[1]) * COPIES_MAX;
    frames += copies - 1;
    return Array.from({ length: copies }, (_, copy) => frameOf(text.replace(UPDATE_ID, `"u":${id + copy}`)));
  };

  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((engine) => {
    const exchange = connect(exchangePort, LOOPBACK);
    for (const socket of [engine, exchange]) keep(socket);
    engine.on("data", (chunk) => noteOrders(chunk, seenAtMs));
    engine.pipe(exchange);
    const reader = createReader(multiply);
    exchange.on("data", (chunk) => {
      for (const piece of reader(chunk)) engine.write(piece);
    });
    engine.once("close", () => exchange.destroy());
    exchange.once("close", () => engine.destroy());
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    seenAtMs,
    setCopies(wanted) {
      copies = Math.max(1, Math.min(COPIES_MAX, wanted));
    },
    counts: () => ({ frames, trades }),
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** Passes everything on as it is until the protocol is switched; from then on whole text frames go through `multiply`. */
function createReader(multiply: (text: string) => Buffer[]): (chunk: Buffer) => Buffer[] {
  let switched = false;
  let held: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const out: Buffer[] = [];
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (!switched) {
      const end = held.indexOf("\r\n\r\n");
      const isSwitch = held.subarray(0, 12).toString("latin1") === "HTTP/1.1 101";
      if (!isSwitch || end < 0) {
        const whole = held;
        if (!isSwitch) held = Buffer.alloc(0);
        return isSwitch ? [] : [whole];
      }
      out.push(held.subarray(0, end + 4));
      held = held.subarray(end + 4);
      switched = true;
    }
    for (let length = frameLength(held); length !== null && held.length >= length.whole; length = frameLength(held)) {
      const frame = held.subarray(0, length.whole);
      out.push(...(frame[0] === TEXT_WHOLE ? multiply(frame.subarray(length.head).toString("utf8")) : [frame]));
      held = held.subarray(length.whole);
    }
    return out;
  };
}

/** RFC 6455 §5.2; a server's frames are not masked. `null` while the head is not whole. */
function frameLength(bytes: Buffer): { readonly head: number; readonly whole: number } | null {
  if (bytes.length < 2) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  if (short < 126) return { head: 2, whole: 2 + short };
  const head = short === 126 ? 4 : 10;
  if (bytes.length < head) return null;
  const length = short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  return { head, whole: head + length };
}

function frameOf(text: string): Buffer {
  const payload = Buffer.from(text, "utf8");
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([TEXT_WHOLE, length]), payload]);
  const head = length < 65_536 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = TEXT_WHOLE;
  head[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
