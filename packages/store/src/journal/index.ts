export { type Installation, isInstalled, openInstallation } from "./installation.ts";
export type { InstrumentBook, ScaleChanged, Scales } from "./instruments.ts";
export { type OpenJournal, openJournal } from "./journal.ts";
export { type Claimant, type Lease, type LeaseDesk, type LeaseSeen, openLeaseDesk, type Renewal } from "./lease.ts";
