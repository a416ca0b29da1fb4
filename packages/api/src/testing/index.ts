export { createFakeDoor, type FakeDoor } from "./fakeDoor.ts";
export { createFakeOverview } from "./fakeOverview.ts";
export type { FakeScene } from "./fakeRisk.ts";
export { createFakeVenueKeys } from "./fakeVenueKeys.ts";
export { createMemoryAccounts, type MemoryAccounts, type NotedChange } from "./memoryAccounts.ts";
export { openSealer } from "./openSealer.ts";
export * from "./people.ts";
export { phoneWith } from "./phone.ts";
export { weakHash } from "./weakHash.ts";
