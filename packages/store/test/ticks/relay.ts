import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** What a network does to a connection: passes it on, refuses it, or takes it and says nothing. */
export type Weather = "passing" | "refusing" | "silent";

/** Stands between a client and its database. */
export type Relay = {
  readonly url: string;
  readonly turn: (weather: Weather) => void;
  readonly close: () => Promise<void>;
};

const HOST = "127.0.0.1";

export async function openRelay(databaseUrl: string): Promise<Relay> {
  const { hostname, port } = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let weather: Weather = "passing";
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (weather === "silent") {
      client.resume();
      return;
    }
    const database = connect(Number(port), hostname);
    keep(database);
    client.pipe(database).pipe(client);
    client.on("close", () => database.destroy());
    database.on("close", () => client.destroy());
  });
  server.listen(0, HOST);
  await once(server, "listening");
  const own = (server.address() as AddressInfo).port;
  const url = new URL(databaseUrl);
  url.host = `${HOST}:${own}`;
  return {
    url: url.href,
    turn(next) {
      weather = next;
      if (next === "refusing") server.close();
      else if (!server.listening) server.listen(own, HOST);
      if (next !== "passing") for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, "close");
    },
  };
}
