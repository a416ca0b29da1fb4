import { parentPort } from "node:worker_threads";
import { runSeed } from "./seed.ts";

parentPort?.on("message", ({ seed, times }: { readonly seed: number; readonly times: 1 | 2 }) => {
  parentPort?.postMessage(runSeed(seed, times));
});
