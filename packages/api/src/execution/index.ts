export { type LegRiskRow, viewLegRisk } from "./legRisk.ts";
