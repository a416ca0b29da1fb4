import type { StreamLife } from "@evenkeel/exchange-sim/wire";
import type { WebSocket } from "ws";

/**
 * Pings a client and lets it go when it no longer answers, or when its time is up. Only a pong that repeats the ping
 * counts as an answer. Returns what stops both.
 */
export function keepAlive(socket: WebSocket, { pingMs, patienceMs, lifeMs }: StreamLife): () => void {
  let answeredMs = Date.now();
  let asked = "";
  const pings = setInterval(() => {
    if (Date.now() - answeredMs >= patienceMs) return socket.terminate();
    asked = String(Date.now());
    socket.ping(asked);
  }, pingMs);
  const end = setTimeout(() => socket.close(1001, ""), lifeMs);
  socket.on("pong", (answer: Buffer) => {
    if (answer.toString() === asked) answeredMs = Date.now();
  });
  return () => {
    clearInterval(pings);
    clearTimeout(end);
  };
}
