import { Misunderstood } from "../problem.ts";
import { changeConfig, revertConfig } from "./change.ts";
import { checkFile } from "./check.ts";
import { encryptConfig } from "./encrypt.ts";
import { tellHelp } from "./help.ts";
import { diffConfig, getNumber, showConfig, showHistory } from "./show.ts";

const COMMANDS: Readonly<Record<string, (given: readonly string[]) => Promise<number>>> = {
  show: showConfig,
  get: getNumber,
  set: changeConfig,
  diff: diffConfig,
  history: showHistory,
  revert: revertConfig,
  check: checkFile,
  encrypt: encryptConfig,
};

/** Every command of the family is a file's; here is only which. */
export async function config([command = "--help", ...given]: readonly string[]): Promise<number> {
  if (command === "--help" || command === "-h") return tellHelp();
  if (!Object.hasOwn(COMMANDS, command))
    throw new Misunderstood(`config has no command "${command}": it takes ${Object.keys(COMMANDS).join(", ")}.`);
  return (await COMMANDS[command]?.(given)) ?? 0;
}
