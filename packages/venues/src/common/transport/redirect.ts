import https from "node:https";
import net from "node:net";
import type { CcxtExchange } from "./ccxt.ts";

const LOOPBACK = "127.0.0.1";
const CONNECTIONS_MAX = 64;
const IDLE_MS_MAX = 60_000;
/** The largest honest answer (spot exchangeInfo) is about 15 MB; a larger one is cut off. */
const RESPONSE_BYTES_MAX = 48 * 1024 * 1024;

/** TCP to one loopback port whatever the address says; TLS is left out with it. */
class LoopbackAgent extends https.Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: false });
    this.#port = port;
  }

  override createConnection(): net.Socket {
    return net.connect(this.#port, LOOPBACK);
  }
}

/**
 * Replaces the sockets of an exchange, never its addresses: ccxt derives error classes, stream routing and
 * signatures from the real ones. With a port, no socket of this exchange can leave the machine; this is the
 * interlock of every simulated mode. `null` keeps the real network.
 */
export async function directSockets(exchange: CcxtExchange, port: number | null, timeoutMs: number): Promise<void> {
  await exchange.loadFetchImplementation();
  const undici = exchange.undiciModule;
  if (undici === undefined) throw new Error("ccxt did not load its HTTP client: sockets cannot be directed");
  await exchange.fetchDispatcher?.destroy();
  const options = {
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    keepAliveTimeout: IDLE_MS_MAX,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: RESPONSE_BYTES_MAX,
  };
  if (port === null) {
    exchange.fetchDispatcher = new undici.Agent(options);
    return;
  }
  exchange.agent = new LoopbackAgent(port);
  exchange.fetchDispatcher = new undici.Agent({
    ...options,
    connect: (_options, callback) => {
      const socket = net.connect(port, LOOPBACK);
      const failed = (error: Error): void => callback(error, null);
      socket.once("error", failed);
      socket.once("connect", () => {
        socket.off("error", failed);
        socket.setNoDelay(true);
        callback(null, socket);
      });
    },
  });
}
