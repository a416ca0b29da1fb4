import { Agent as HttpsAgent } from "node:https";
import { connect, type Socket } from "node:net";
import ccxt, { type Exchange } from "ccxt";

/** Plain TCP to the local port under `wss://` addresses: the client keeps its real host names. */
export class LocalAgent extends HttpsAgent {
  readonly #port: number;
  constructor(port: number) {
    super();
    this.#port = port;
  }
  override createConnection(): Socket {
    return connect(this.#port, "127.0.0.1");
  }
}

type Connected = (error: Error | null, socket: Socket | null) => void;

/** What ccxt keeps inside; the exact version is pinned, and this test is the warning when it changes. */
interface Internals {
  agent: HttpsAgent;
  fetchDispatcher: unknown;
  readonly undiciModule: {
    readonly Agent: new (options: { connect: (options: unknown, connected: Connected) => void }) => unknown;
  };
  loadFetchImplementation(): Promise<void>;
}

/** An unmodified ccxt client whose every socket ends at the simulated exchange. */
export async function redirected<T extends Exchange>(client: T, port: number): Promise<T> {
  const internals = client as unknown as Internals;
  internals.agent = new LocalAgent(port);
  await internals.loadFetchImplementation();
  internals.fetchDispatcher = new internals.undiciModule.Agent({
    connect: (_options, connected) => {
      const socket = connect(port, "127.0.0.1", () => connected(null, socket));
      socket.once("error", (error) => connected(error, null));
    },
  });
  return client;
}

export interface Keys {
  readonly key: string;
  readonly secret: string;
}

export function futuresClient(port: number, { key, secret }: Keys): Promise<Exchange> {
  const client = new ccxt.pro.binanceusdm({ apiKey: key, secret, enableRateLimit: false });
  client.options["warnOnFetchOpenOrdersWithoutSymbol"] = false;
  return redirected(client, port);
}

export function spotClient(port: number, { key, secret }: Keys): Promise<Exchange> {
  const client = new ccxt.pro.binance({
    apiKey: key,
    secret,
    enableRateLimit: false,
    options: { fetchMarkets: { types: ["spot"] } },
  });
  client.options["warnOnFetchOpenOrdersWithoutSymbol"] = false;
  return redirected(client, port);
}
