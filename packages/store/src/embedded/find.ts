import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { ok, type Result } from "@evenkeel/core/units";
import { readSecret } from "../secret.ts";
import { errorCode, type LaunchError, launchError } from "./error.ts";
import { findPostmaster } from "./postmaster.ts";
import { probeServer } from "./probe.ts";

/** The address of an installation's embedded database if one runs, for who only wants to look in; starts nothing. */
export async function findEmbedded(dataDirectory: string): Promise<Result<string | null, LaunchError>> {
  try {
    const root = await realpath(dataDirectory);
    const data = await realpath(join(root, "data"));
    const postmaster = await findPostmaster(data);
    if (postmaster.state !== "ready") return ok(null);
    const password = await readSecret(join(root, "password"));
    if (password === null)
      return launchError("password-missing", `The database's password file in ${root} is missing; put it back.`);
    const probed = await probeServer({ data }, postmaster.port, password);
    return probed.ok ? ok(probed.value.url) : probed;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return ok(null);
    if (errorCode(error) !== "EACCES" && errorCode(error) !== "EPERM") throw error;
    return launchError("no-permission", `The database in ${dataDirectory} belongs to another user of this machine.`);
  }
}
