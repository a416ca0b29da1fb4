import { type Finding, well } from "./finding.ts";

/** Only the browser tests want one. */
export const judgeChromium = (path: string | null): Finding =>
  well(
    "chromium",
    path === null
      ? "There is no Chromium, which only the browser tests use; npm test gets one by itself."
      : `Chromium for the browser tests: ${path}.`,
  );
