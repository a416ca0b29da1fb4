export { type Installation, openInstallation } from "./installation.ts";
export type { InstrumentBook, ScaleChanged, Scales } from "./instruments.ts";
export { type OpenJournal, openJournal } from "./journal.ts";
export { type Lease, takeLease } from "./lease.ts";
