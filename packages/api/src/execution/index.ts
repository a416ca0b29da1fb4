export { viewLegRisk } from "./legRisk.ts";
