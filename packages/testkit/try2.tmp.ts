import { DEFAULT_CONFIG } from "@evenkeel/core/events";
import { DAY_MS } from "@evenkeel/core/units";
import { FAULTS, Simulation } from "./src/simulation/index.ts";

const weather = (process.argv[3] ?? "normal") as keyof typeof FAULTS;
const [from, to] = (process.argv[2] ?? "1-20").split("-").map(Number);
for (let seed = from!; seed <= to!; seed++) {
  const t = performance.now();
  const config = { ...DEFAULT_CONFIG, exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 0 } };
  const sim = new Simulation({
    seed,
    symbols: 24,
    faults: FAULTS[weather],
    frameMs: 1000,
    config,
    closeChancePerPulse: 0.005,
  });
  let broken = "";
  try {
    sim.runVenueMs(DAY_MS);
  } catch (e) {
    broken = String((e as Error).stack).slice(0, 600);
  }
  const r = sim.report();
  console.log(
    seed,
    Math.round(performance.now() - t),
    "ms",
    JSON.stringify(r),
    sim.state.phase,
    sim.state.control.killLevel,
    sim.state.control.halted,
    broken,
  );
  const odd = [...new Set(sim.journal.alerts.filter((a) => a.startsWith("CRITICAL")))].slice(0, 4);
  if (odd.length) console.log(odd.join("\n"));
}
