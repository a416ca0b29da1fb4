import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** The part of a ccxt WebSocket client this program touches. */
export type CcxtClient = {
  readonly url: string;
  error: unknown;
  /** When the other side last showed that it lives; ccxt ends a connection that did not for two pings. */
  lastPong: number | undefined;
  connection: { terminate: () => void } | undefined;
  onMessage: (event: { readonly data: unknown }) => void;
  onConnectedCallback: (client: CcxtClient) => void;
  onErrorCallback: (client: CcxtClient, error: unknown) => void;
  onCloseCallback: (client: CcxtClient, event: unknown) => void;
  connect: (backoffDelay?: number) => Promise<unknown>;
  send: (message: string) => Promise<unknown>;
};

export type SignedParameters = Readonly<Record<string, string | number>>;

export type HttpHeaders = Readonly<Record<string, string | undefined>>;

export type Dispatcher = { readonly destroy: () => Promise<void> };

type UndiciAgentOptions = {
  readonly connect?: (options: unknown, callback: (error: Error | null, socket: unknown) => void) => void;
  readonly connections: number;
  readonly pipelining: number;
  readonly keepAliveTimeout: number;
  readonly headersTimeout: number;
  readonly bodyTimeout: number;
  readonly maxResponseSize: number;
};

/** The part of a ccxt exchange this program touches. Our own description: ccxt's types cost the compiler 87 MB. */
export type CcxtExchange = {
  agent: unknown;
  clients: Record<string, CcxtClient>;
  fetchDispatcher: Dispatcher | undefined;
  /** When ccxt itself gives up on a request and frees its socket. */
  timeout: number;
  readonly undiciModule: { readonly Agent: new (options: UndiciAgentOptions) => Dispatcher } | undefined;
  readonly loadFetchImplementation: () => Promise<void>;
  readonly client: (url: string) => CcxtClient;
  readonly close: () => Promise<void>;
  /** Makes a request ready to be sent, its signature included; at once, without waiting for anything. */
  sign: (path: string, api: string, method: HttpMethod, params: SignedParameters, ...rest: unknown[]) => unknown;
  /** What a venue signs as the time of a request; milliseconds. */
  nonce: () => number;
  readonly options: Record<string, unknown>;
  readonly request: (path: string, api: string, method: HttpMethod, params: SignedParameters) => Promise<unknown>;
  onRestResponse: (
    status: number,
    statusText: string,
    url: string,
    method: string,
    headers: HttpHeaders,
    body: string,
  ) => string;
  handleErrors: (
    status: number,
    statusText: string,
    url: string,
    method: string,
    headers: HttpHeaders,
    body: string,
    parsed: unknown,
  ) => unknown;
};

export type HttpMethod = "GET" | "POST" | "PUT" | "DELETE";

type ExchangeConstructor = new (options: Readonly<Record<string, unknown>>) => CcxtExchange;

/** One class by its file: `import "ccxt"` would hold every exchange in memory (90 MB instead of 36). */
export async function loadCcxtClass(name: string): Promise<ExchangeConstructor> {
  const root = dirname(dirname(createRequire(import.meta.url).resolve("ccxt")));
  const module: unknown = await import(pathToFileURL(join(root, "js", "src", "pro", `${name}.js`)).href);
  return (module as { readonly default: ExchangeConstructor }).default;
}
