export { createVenueKeys, type VenueKeys } from "./createVenueKeys.ts";
export type { NewVenueKey, Standing, VenueKey, VenueKeyState } from "./rows.ts";
