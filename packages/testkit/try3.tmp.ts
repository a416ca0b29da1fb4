import { Simulation, FAULTS } from "./src/simulation/index.ts";
import { DAY_MS, HOUR_MS, formatAmount } from "@evenkeel/core/units";
import { DEFAULT_CONFIG } from "@evenkeel/core/events";
const seed = Number(process.argv[2]);
const config = { ...DEFAULT_CONFIG, exit: { ...DEFAULT_CONFIG.exit, cooldownMs: 0 } };
const sim = new Simulation({ seed, symbols: 24, faults: FAULTS.storm, frameMs: 1000, config, closeChancePerPulse: 0.005 });
sim.runVenueMs(DAY_MS);
for (let i = 0; i < 7; i++) { sim.command({ kind: "flatten" }); sim.runVenueMs(HOUR_MS); 
for (const p of sim.state.portfolio.pairs.values()) if (p.stage !== "closed") console.log(i, p.plan, p.base, p.stage, formatAmount(p.spot.held), formatAmount(p.perpetual.held), p.retryAt - sim.state.wallNowMs, p.spot.misses, p.perpetual.misses);
for (const o of sim.state.portfolio.orders.values()) if (!["filled","rejected","expired","absent","abandoned"].includes(o.state)) console.log(o.intent.clientOrderId, o.state, o.intent.purpose, o.intent.side, o.absentPolls, o.stateSince - sim.state.wallNowMs);
console.log([...sim.state.venues.values()].map(v => [v.residue, v.mismatch, v.reconciled, v.askedAt-sim.state.wallNowMs, v.readAt-sim.state.wallNowMs]), sim.state.phase, sim.state.control); }
console.log(sim.journal.alerts.slice(-12).join("\n"));
