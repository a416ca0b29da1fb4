import { readFileSync } from "node:fs";

/** The version this process was started from. */
export const { version: RELEASE } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly version: string;
};
