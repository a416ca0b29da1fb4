export { createFakeDoor, type FakeDoor } from "./fakeDoor.ts";
export { createFakeOverview, type FakeScene } from "./fakeOverview.ts";
export { createFakeVenueKeys } from "./fakeVenueKeys.ts";
export { createMemoryAccounts } from "./memoryAccounts.ts";
