export { type Claim, claimWith } from "./claim.ts";
export { doubtOnJump } from "./doubt-on-jump.ts";
export type { KeptLease } from "./keep-lease.ts";
