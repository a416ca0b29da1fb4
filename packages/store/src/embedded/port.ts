import { connect } from "node:net";
import { LOOPBACK } from "./settings.ts";

const ANSWER_MS_MAX = 1_000;

/** Knocks rather than listens: a listener, however short, would be in the way of a server starting right now. */
export const isPortFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: LOOPBACK });
    const answer = (free: boolean): void => {
      socket.destroy();
      resolve(free);
    };
    socket.setTimeout(ANSWER_MS_MAX, () => answer(false));
    socket.once("connect", () => answer(false));
    socket.once("error", () => answer(true));
  });
