import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

const LOOPBACK = "127.0.0.1";
const ORDER = /newClientOrderId=([\w-]+)/g;

/** Stands at the exchange's door and notes when an order's first bytes came by. */
export type Relay = {
  readonly port: number;
  /** Wall time in milliseconds, with fractions, by client order id. */
  readonly seenAtMs: ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
};

export async function openRelay(exchangePort: number): Promise<Relay> {
  const seenAtMs = new Map<string, number>();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.once("close", () => sockets.delete(socket));
    // Either end may go at any time; the other one follows.
    socket.on("error", () => socket.destroy());
  };
  const server = createServer((engine) => {
    const exchange = connect(exchangePort, LOOPBACK);
    for (const socket of [engine, exchange]) keep(socket);
    engine.on("data", (chunk) => noteOrders(chunk, seenAtMs));
    engine.pipe(exchange);
    exchange.pipe(engine);
    engine.once("close", () => exchange.destroy());
    exchange.once("close", () => engine.destroy());
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    seenAtMs,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** Notes every client order id that goes by for the first time. */
export function noteOrders(chunk: Buffer, seenAtMs: Map<string, number>): void {
  const atMs = performance.timeOrigin + performance.now();
  for (const [, id] of chunk.toString("latin1").matchAll(ORDER)) {
    if (id !== undefined && !seenAtMs.has(id)) seenAtMs.set(id, atMs);
  }
}
