export const DATABASE_USER = "evenkeel";
export const DATABASE_NAME = "evenkeel";
export const LOOPBACK = "127.0.0.1";

/** Nothing of this process's environment reaches the server: no secrets, no PG* variables, no locale. */
export const SERVER_ENVIRONMENT = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: LOOPBACK,
  // No socket file: no path that is too long, and nothing in a shared directory another user could squat.
  unix_socket_directories: "",
  // Orders and money: a commit that was acknowledged survives a power cut.
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  password_encryption: "scram-sha-256",
  max_connections: "40",
  shared_buffers: "64MB",
  max_wal_size: "512MB",
  // Short statements on few cores: compiling them, fanning them out or handing their reads to workers only costs.
  jit: "off",
  max_parallel_workers_per_gather: "0",
  io_method: "sync",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] ",
};

export const serverArguments = (data: string, port: number, clusterName: string): string[] => [
  "-D",
  data,
  "-p",
  String(port),
  "-c",
  `cluster_name=${clusterName}`,
  ...Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
];

export const databaseUrl = (port: number, password: string, database = DATABASE_NAME): string =>
  `postgres://${DATABASE_USER}:${encodeURIComponent(password)}@${LOOPBACK}:${port}/${database}`;
