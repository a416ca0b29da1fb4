import { setTimeout as sleep } from "node:timers/promises";
import { ok, type Result } from "@evenkeel/core/units";
import { type Binaries, prepareBinaries } from "./binaries.ts";
import { ensureCreated } from "./create.ts";
import { errorCode, type LaunchError, launchError } from "./error.ts";
import { forgetHeirs, ownsServer } from "./owner.ts";
import { type Place, preparePlace } from "./place.ts";
import { knock } from "./port.ts";
import { findPostmaster } from "./postmaster.ts";
import { probeServer } from "./probe.ts";
import { awaitExit, type ProcessIdentity } from "./process.ts";
import { type LaunchedServer, launchServer } from "./server.ts";

export type EmbeddedOptions = {
  readonly dataDirectory: string;
  readonly port: number;
  readonly onProgress?: (text: string) => void;
};

export type EmbeddedDatabase = {
  readonly url: string;
  /** False when a living process of ours started it before: that one will stop it. */
  readonly owned: boolean;
  /** Stops the server if owned; safe to call twice. */
  readonly stop: () => Promise<void>;
};

/** Crash recovery replays at most `max_wal_size`; a minute is ample even on a slow disk. */
const START_MS_MAX = 60_000;
const POLL_MS = 10;
const RETRY_MS = 200;
const FAST_STOP_MS_MAX = 15_000;
const IMMEDIATE_STOP_MS_MAX = 5_000;

/** SIGINT ends sessions and checkpoints; SIGQUIT drops everything and leaves the rest to crash recovery. */
async function stopServer(server: ProcessIdentity): Promise<void> {
  for (const [signal, waitMsMax] of [
    ["SIGINT", FAST_STOP_MS_MAX],
    ["SIGQUIT", IMMEDIATE_STOP_MS_MAX],
  ] as const) {
    if (await awaitExit(server, 0)) return;
    try {
      process.kill(server.pid, signal);
    } catch (error) {
      if (errorCode(error) !== "ESRCH") throw error;
    }
    if (await awaitExit(server, waitMsMax)) return;
  }
}

type Session = {
  readonly place: Place;
  readonly binaries: Binaries;
  readonly password: string;
  readonly port: number;
  readonly onProgress: (text: string) => void;
};

async function attach(session: Session, server: ProcessIdentity, port: number) {
  const { place } = session;
  const probed = await probeServer(place, port, session.password);
  if (!probed.ok) return probed;
  const { url, clusterName } = probed.value;
  const owned = await ownsServer(place.root, server, clusterName);
  const stop = async (): Promise<void> => {
    if (!owned) return;
    await stopServer(server);
    await forgetHeirs(place.root);
  };
  return ok({ url, owned, stop } satisfies EmbeddedDatabase);
}

const portBusy = (port: number): Result<never, LaunchError> =>
  launchError(
    "port-busy",
    `Port ${port} on this machine is used by another program; stop that program or choose another database port.`,
  );

/**
 * Somebody else listens there. A port nobody listens on and that still cannot be had is some caller's own end for a
 * moment: it is tried again.
 */
const isTaken = async ({ place, port }: Session): Promise<boolean> =>
  (await findPostmaster(place.data)).state === "none" && (await knock(port)) === "taken";

/** Starts the server unless one runs on this directory already, and waits until either is ready. */
async function bringUp(session: Session): Promise<Result<EmbeddedDatabase, LaunchError>> {
  const { place, port } = session;
  const deadline = performance.now() + START_MS_MAX;
  let launched: LaunchedServer | null = null;
  while (performance.now() < deadline) {
    const postmaster = await findPostmaster(place.data);
    if (postmaster.state === "ready") {
      const attached = await attach(session, postmaster.process, postmaster.port);
      if (attached.ok || attached.error.code !== "silent") return attached;
      await sleep(RETRY_MS);
      continue;
    }
    if (postmaster.state === "changing") {
      await sleep(POLL_MS);
    } else if (launched === null) {
      const knocked = await knock(port);
      if (knocked === "free") {
        session.onProgress("starting the database");
        launched = await launchServer(place, session.binaries, port);
      } else if (knocked === "taken" && (await findPostmaster(place.data)).state === "none") {
        return portBusy(port);
      }
    } else if (launched.running()) {
      await sleep(POLL_MS);
    } else {
      const failure = await launched.failure();
      if (failure.kind === "port-busy" && (await isTaken(session))) return portBusy(port);
      if (failure.kind === "final") {
        return launchError("start-failed", `The database did not start: ${failure.text}; see ${place.logFile}.`);
      }
      launched = null;
      await sleep(RETRY_MS);
    }
  }
  return launchError(
    "start-timeout",
    `The database was not ready after ${START_MS_MAX / 1000} s; see ${place.logFile}.`,
  );
}

/**
 * A real PostgreSQL for an installation without one. The first process to come starts it, later ones attach;
 * an orphan left by a killed process is taken over.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Result<EmbeddedDatabase, LaunchError>> {
  const onProgress = options.onProgress ?? (() => {});
  const place = await preparePlace(options.dataDirectory);
  if (!place.ok) return place;
  try {
    const binaries = await prepareBinaries(place.value, onProgress);
    if (!binaries.ok) return binaries;
    const password = await ensureCreated(place.value, binaries.value, onProgress);
    if (!password.ok) return password;
    return await bringUp({
      place: place.value,
      binaries: binaries.value,
      password: password.value,
      port: options.port,
      onProgress,
    });
  } catch (error) {
    if (errorCode(error) !== "EACCES" && errorCode(error) !== "EPERM") throw error;
    return launchError("no-permission", `The database in ${place.value.root} belongs to another user of this machine.`);
  }
}
