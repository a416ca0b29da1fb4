import { VERDICTS } from "@evenkeel/core/opportunity";
import { DAY_MS, toFloat } from "@evenkeel/core/units";
import { FAULTS, Simulation } from "./src/simulation/index.ts";

const seed = Number(process.argv[2] ?? 1);
const days = Number(process.argv[3] ?? 1);
const weather = (process.argv[4] ?? "calm") as keyof typeof FAULTS;
const t = performance.now();
const sim = new Simulation({
  seed,
  symbols: Number(process.argv[5] ?? 24),
  faults: FAULTS[weather],
  frameMs: Number(process.argv[6] ?? 1000),
});
console.log("created", performance.now() - t);
try {
  sim.runVenueMs(days * DAY_MS);
} catch (e) {
  console.log("BROKEN", e);
}
console.log(sim.report(), performance.now() - t);
console.log(sim.journal.alerts.slice(0, 30).join("\n"));
const c = sim.state.candidates;
const hist: Record<string, number> = {};
for (let i = 0; i < c.count; i++) {
  const v = VERDICTS[c.verdict[i]!]!;
  hist[v] = (hist[v] ?? 0) + 1;
}
console.log(hist, sim.state.phase, sim.state.control, "equity", toFloat(sim.state.equity.total));
for (let i = 0; i < Math.min(8, c.count); i++)
  console.log(
    sim.state.market.instruments[c.perpetual[i]!]!.symbol,
    VERDICTS[c.verdict[i]!],
    "mean",
    c.meanAnnualPercent[i]?.toFixed(1),
    "med",
    c.medianAnnualPercent[i]?.toFixed(1),
    "fund",
    c.fundingBps[i]?.toFixed(1),
    "net",
    c.netBps[i]?.toFixed(1),
    "have",
    c.have[i]?.toFixed(2),
    "need",
    c.need[i]?.toFixed(2),
  );
for (const p of sim.state.portfolio.pairs.values())
  console.log(
    p.plan,
    p.base,
    p.stage,
    "spot",
    toFloat(p.spot.held),
    "perp",
    toFloat(p.perpetual.held),
    "funding",
    toFloat(p.funding),
    "fees",
    toFloat(p.fees),
    "unhedged",
    p.unhedgedMsWorst,
    p.closeReason,
  );
