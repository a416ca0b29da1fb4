import { startHarness } from "./harness.ts";

const SCENES = ["running", "flat", "halted", "starting", "frozen"] as const;
const scene = SCENES.find((name) => name === process.argv[2]) ?? "running";
const harness = await startHarness({ scene, rows: 400 });
process.stdout.write(`${harness.setupUrl ?? harness.url}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    void harness.stop().then(() => process.exit(0));
  });
