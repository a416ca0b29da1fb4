import { pathToFileURL } from "node:url";
import type * as embedded from "@evenkeel/store/embedded";

// Starts the embedded database named on the command line, says how it went, and stays until told to stop.
const [directory = "", port = "", launcher = ""] = process.argv.slice(2);
const { startEmbedded } = (await import(pathToFileURL(launcher).href)) as typeof embedded;
const started = await startEmbedded({ dataDirectory: directory, port: Number(port) });
process.once("SIGTERM", () => {
  void (async () => {
    if (started.ok) await started.value.stop();
    process.exit(0);
  })();
});
// Told only now: whoever reads it may end this process at once.
process.stdout.write(`${JSON.stringify(started)}\n`);
setInterval(() => {}, 60_000);
