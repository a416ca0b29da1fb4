import type { StreamLife, Family as WireFamily } from "../wire.ts";
import type { Family } from "./request.ts";
import type { SocketFamily } from "./socket-api/methods.ts";
import type { StreamFamily } from "./stream/topic.ts";

const DAY_MS = 86_400_000;
const SPOT_LIFE: StreamLife = { pingMs: 20_000, patienceMs: 60_000, lifeMs: DAY_MS };
const FUTURES_LIFE: StreamLife = { pingMs: 180_000, patienceMs: 600_000, lifeMs: DAY_MS };

export const FAMILIES: readonly WireFamily[] = [
  {
    name: "binance-spot",
    kind: "rest",
    hosts: [
      "api.binance.com",
      "api1.binance.com",
      "api2.binance.com",
      "api3.binance.com",
      "api4.binance.com",
      "api-gcp.binance.com",
    ],
    paths: ["/api/", "/sapi/"],
  },
  { name: "binance-futures", kind: "rest", hosts: ["fapi.binance.com"], paths: ["/fapi/"] },
  { name: "binance-coin", kind: "rest", hosts: ["dapi.binance.com"], paths: ["/dapi/"] },
  {
    name: "binance-spot-stream",
    kind: "stream",
    hosts: ["stream.binance.com", "data-stream.binance.vision"],
    paths: ["/ws", "/stream"],
    life: SPOT_LIFE,
  },
  {
    name: "binance-futures-stream",
    kind: "stream",
    hosts: ["fstream.binance.com"],
    paths: ["/public/", "/market/", "/private/"],
    life: FUTURES_LIFE,
  },
  {
    name: "binance-spot-ws-api",
    kind: "stream",
    hosts: ["ws-api.binance.com"],
    paths: ["/ws-api/"],
    life: SPOT_LIFE,
  },
  {
    name: "binance-futures-ws-api",
    kind: "stream",
    hosts: ["ws-fapi.binance.com"],
    paths: ["/ws-fapi/"],
    life: FUTURES_LIFE,
  },
];

const REST: Readonly<Record<string, Family>> = {
  "binance-spot": "spot",
  "binance-futures": "futures",
  "binance-coin": "coin",
};
export const restFamily = (name: string): Family | null => REST[name] ?? null;

/** The WebSocket API at an address, null where it is none. */
export function socketFamily(name: string, path: string): SocketFamily | null {
  if (name === "binance-spot-ws-api") return path === "/ws-api/v3" ? "spot" : null;
  return name === "binance-futures-ws-api" && path === "/ws-fapi/v1" ? "futures" : null;
}

export interface BinanceStreamAddress {
  readonly family: StreamFamily;
  /** Frames arrive wrapped with their stream's name. */
  readonly combined: boolean;
  readonly names: readonly string[];
  readonly listenKey: string | null;
}

const FUTURES_DOOR = /^\/(public|market|private)\/(ws|stream)(\/.*)?$/;
const SPOT_DOOR = /^\/(ws|stream)(\/.*)?$/;

/** Futures streams live behind three doors since 2026-04-23; the undivided addresses are gone. */
export function streamAddress(name: string, path: string, query: string): BinanceStreamAddress | null {
  const futures = name === "binance-futures-stream" ? FUTURES_DOOR.exec(path) : null;
  const spot = name === "binance-spot-stream" ? SPOT_DOOR.exec(path) : null;
  const found = futures ?? spot;
  if (found === null) return null;
  const params = new URLSearchParams(query);
  const family: StreamFamily = futures === null ? "spot" : (`futures-${futures[1] ?? "public"}` as StreamFamily);
  const [kind, tail] = futures === null ? [found[1], found[2]] : [found[2], found[3]];
  const inPath = (tail ?? "").split("/").filter((each) => each.includes("@") || each.startsWith("!"));
  const inQuery = (params.get("streams") ?? "").split("/").filter((each) => each !== "");
  const named = params.get("listenKey") || (tail ?? "").slice(1) || null;
  const listenKey = family === "futures-private" ? named : null;
  return { family, combined: kind === "stream", names: [...inPath, ...inQuery], listenKey };
}
