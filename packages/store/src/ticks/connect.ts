import { connect as connectSocket, type Socket } from "node:net";
import postgres, { type Sql } from "postgres";
import { OPTIONS } from "../database/connect.ts";

type SocketTarget = {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path?: string | false;
};

/**
 * The driver never sets TCP_NODELAY; a COPY then waits 40 ms for an acknowledgement that the server holds back. It may
 * write before the socket is connected, and hears of a failure by the socket's own events.
 */
const openSocket = ({ host, port, path }: SocketTarget): Socket =>
  path ? connectSocket(path) : connectSocket({ host: host[0] ?? "localhost", port: port[0] ?? 5432, noDelay: true });

/**
 * One connection for market data and nothing else. A crash of the server may lose its last half second of ticks; in
 * return no commit of ours makes an order's commit wait for the disk.
 */
export const connectTicks = (url: string): Sql =>
  postgres(url, {
    ...OPTIONS,
    max: 1,
    socket: openSocket,
    connection: { application_name: "evenkeel ticks", synchronous_commit: "off" },
  } as postgres.Options<Record<string, postgres.PostgresType>>);
