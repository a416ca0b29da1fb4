export type { AuditHead } from "../audit/chain.ts";
export { type AuditVerdict, verifyAudit } from "../audit/verify.ts";
export { type Connected, type Database, openDatabase } from "../database/pools.ts";
export { type AlertRow, listAlerts } from "./listAlerts.ts";
export { type AuditRow, listAudit } from "./listAudit.ts";
export { type IncomeRow, listFunding, listIncomesOfPlan } from "./listIncomes.ts";
export { listClosedPairs, listOpenPairs, type PairRow } from "./listPairs.ts";
export { type ProfitPoint, profitByDay } from "./profitSeries.ts";
export { type Imbalance, verifyLedger } from "./verifyLedger.ts";
