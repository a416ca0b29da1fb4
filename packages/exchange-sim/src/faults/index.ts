export {
  ARMED_MAX,
  arm,
  comeDue,
  createFaultBox,
  type FaultBox,
  type Firing,
  firstThatHappens,
  happens,
  isQuiet,
  record,
  setMix,
  sizeOf,
} from "./box.ts";
export {
  COMMON_FAULTS,
  CONTRACT_FAULTS,
  FAULT_NAMES,
  FAULTS,
  type FaultName,
  isFaultName,
  type Per,
} from "./catalogue.ts";
export { outrun } from "./depth.ts";
export { createFrameLine, type FrameLine, judgeFrame } from "./frame.ts";
export { isMixName, MIX_NAMES, MIXES, type MixName, type Rates } from "./mix.ts";
export {
  type Aim,
  fundingDelaySeconds,
  incomeDelayMs,
  invisibleMs,
  planCommon,
  planFault,
} from "./plan.ts";
export {
  createWindows,
  filterReason,
  judgeOrder,
  judgeRequest,
  openWindow,
  type Verdict,
  type Windows,
} from "./request.ts";
export type { Plan as FaultPlan, Step } from "./step.ts";
export { createVeil, underVeil, type Veil, veil } from "./view.ts";
export { zeroPrices } from "./zero-price.ts";
