import { connect } from "node:net";
import { LOOPBACK } from "./settings.ts";

const ANSWER_MS_MAX = 1_000;

/** `silent`: nothing was heard in time, which on a busy machine says nothing about the port. */
export type Knocked = "free" | "taken" | "silent";

/** Knocks rather than listens: a listener, however short, would be in the way of a server starting right now. */
export const knock = (port: number): Promise<Knocked> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    const answer = (knocked: Knocked): void => {
      socket.destroy();
      resolve(knocked);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => answer("silent"));
    // The system may give a caller the very port it calls: then it has reached itself, and nobody else.
    socket.once("connect", () => answer(socket.localPort === port ? "free" : "taken"));
    socket.once("error", () => answer("free"));
  });
