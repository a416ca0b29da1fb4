import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../problem.ts";
import type { Child } from "./child.ts";

const POLL_MS = 100;
const ASK_MS_MAX = 2_000;

export const isAnswering = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.setTimeout(1_000, () => socket.destroy());
    socket.once("connect", () => {
      resolve(true);
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });

/** Never a silent move to another port: whoever bookmarked an address must find what was there. */
export async function assertFree(port: number, option: string): Promise<void> {
  if (await isAnswering(port))
    throw new Problem(`Port ${port} is used by another program; stop it or choose another with --${option}.`);
}

/** Waits until an address answers with a good status, or nobody wants to know any more. */
export async function awaitAnswer(url: string, child: () => Child, msMax: number, stopped: AbortSignal): Promise<void> {
  const until = performance.now() + msMax;
  while (performance.now() < until) {
    if (stopped.aborted) return;
    const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(ASK_MS_MAX) }).catch(() => null);
    if (answer !== null && answer.status < 500) return;
    const { name, running, lastWords } = child();
    if (!running() && lastWords() !== "") throw new Problem(`The ${name} did not start: ${lastWords()}`);
    await sleep(POLL_MS);
  }
  throw new Problem(`The ${child().name} did not answer within ${Math.round(msMax / 1_000)} s; see its log.`);
}
