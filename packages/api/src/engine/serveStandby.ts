import { createServer } from "node:http";
import { ApiError } from "../errors/index.ts";
import type { Probes } from "./door.ts";
import { answerProbe, pathOf, probeAt, refuse } from "./httpDoor.ts";
import { closeServer, listen } from "./serve.ts";

export type StandbyServer = { readonly port: number; readonly close: () => Promise<void> };

/** The engine's port while its engine waits for its turn: probes are answered, everything else hears who works. */
export async function serveStandby(options: {
  readonly port: number;
  readonly host: string;
  readonly probes: Probes;
  /** One sentence for whoever asked the wrong engine. */
  readonly sentence: () => string;
  readonly report: (error: unknown) => void;
}): Promise<StandbyServer> {
  const server = createServer((request, response) => {
    const probe = probeAt(options.probes, request.method, pathOf(request) ?? "");
    if (probe !== null) return answerProbe(probe, response, options.report);
    refuse(response, new ApiError("ENGINE_UNAVAILABLE", options.sentence()));
  });
  server.on("upgrade", (_, socket) =>
    socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"),
  );
  const port = await listen(server, options.port, options.host);
  return { port, close: () => closeServer(server) };
}
