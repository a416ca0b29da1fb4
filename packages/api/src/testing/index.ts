export { createFakeDoor, type FakeDoor } from "./fakeDoor.ts";
export { createFakeOverview, type FakeScene } from "./fakeOverview.ts";
export { createFakeVenueKeys } from "./fakeVenueKeys.ts";
export { createMemoryAccounts, type MemoryAccounts, type NotedChange } from "./memoryAccounts.ts";
export { openSealer } from "./openSealer.ts";
export * from "./people.ts";
export { phoneWith } from "./phone.ts";
export { weakHash } from "./weakHash.ts";
