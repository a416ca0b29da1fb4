export { type Encrypted, encryptVenues } from "./encrypt.ts";
export { loadVenues } from "./load.ts";
export {
  ENVIRONMENTS,
  type Environment,
  LABEL_LENGTH_MAX,
  parseVenues,
  SEALED_FIELDS,
  type SealedField,
  sealedAs,
  VENUES,
  type VenueEntry,
  type VenueName,
  venueLabelSchema,
  venuesSchema,
} from "./schema.ts";
