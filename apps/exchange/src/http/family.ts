import type { Family, StreamFamily } from "@evenkeel/exchange-sim/wire/binance";
import type { ApiFamily } from "../options.ts";

/** Hosts whose sockets a client may have turned to this port; what comes under another name goes by its path. */
const REST_HOSTS: ReadonlyMap<string, Family> = new Map([
  ["api.binance.com", "spot"],
  ["api1.binance.com", "spot"],
  ["api2.binance.com", "spot"],
  ["api3.binance.com", "spot"],
  ["api4.binance.com", "spot"],
  ["api-gcp.binance.com", "spot"],
  ["fapi.binance.com", "futures"],
  ["dapi.binance.com", "coin"],
]);
const PATHS: readonly (readonly [prefix: string, family: Family])[] = [
  ["/api/", "spot"],
  ["/sapi/", "spot"],
  ["/fapi/", "futures"],
  ["/dapi/", "coin"],
];

export const hostName = (host: string | undefined): string => (host ?? "").replace(/:\d+$/, "").toLowerCase();
export const isLocalHost = (host: string): boolean => host === "localhost" || host === "127.0.0.1" || host === "[::1]";

/** Null where no API lives at this address. */
export function restFamily(forced: ApiFamily | null, host: string, path: string): Family | null {
  if (forced === "spot" || forced === "futures") return forced;
  if (forced !== null) return null;
  const named = REST_HOSTS.get(host);
  if (named !== undefined) return named;
  if (!isLocalHost(host)) return null;
  return PATHS.find(([prefix]) => path.startsWith(prefix))?.[1] ?? null;
}

export interface StreamAddress {
  readonly family: StreamFamily;
  /** Frames arrive wrapped with their stream's name. */
  readonly combined: boolean;
  readonly names: readonly string[];
  readonly listenKey: string | null;
}

const FUTURES_DOOR = /^\/(public|market|private)\/(ws|stream)(\/.*)?$/;
const SPOT_DOOR = /^\/(ws|stream)(\/.*)?$/;

/** Futures streams live behind three doors since 2026-04-23; the undivided addresses are gone. */
export function streamAddress(forced: ApiFamily | null, host: string, url: string): StreamAddress | null {
  const [path = "", query = ""] = url.split("?");
  const params = new URLSearchParams(query);
  const futuresHost = host === "fstream.binance.com" || forced === "futures-stream";
  const spotHost = host === "stream.binance.com" || host === "data-stream.binance.vision" || forced === "spot-stream";
  const open = forced === null && isLocalHost(host);
  const futures = futuresHost || open ? FUTURES_DOOR.exec(path) : null;
  const spot = spotHost || open ? SPOT_DOOR.exec(path) : null;
  const found = futures ?? spot;
  if (found === null) return null;
  const family: StreamFamily = futures === null ? "spot" : (`futures-${futures[1] ?? "public"}` as StreamFamily);
  const [kind, tail] = futures === null ? [found[1], found[2]] : [found[2], found[3]];
  const inPath = (tail ?? "").split("/").filter((name) => name.includes("@") || name.startsWith("!"));
  const inQuery = (params.get("streams") ?? "").split("/").filter((name) => name !== "");
  const listenKey = params.get("listenKey") ?? (family === "futures-private" ? (tail ?? "").slice(1) || null : null);
  return { family, combined: kind === "stream", names: [...inPath, ...inQuery], listenKey };
}
