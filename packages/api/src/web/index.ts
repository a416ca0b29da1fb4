export { createIdentifier } from "../engine/identify.ts";
export type * from "./accounts.ts";
export { apiKeyDirectory } from "./apiKeyDirectory.ts";
export type { Author } from "./author.ts";
export { DIRECT_ADDRESS } from "./backoff.ts";
export type { WebContext } from "./context.ts";
export { type KeyState, listApiKeys, type ShownKey } from "./listApiKeys.ts";
export { nameKeyOf } from "./names.ts";
export { makeApiKey, type NewApiKey, newApiKeySchema } from "./newApiKey.ts";
export { hashPassword } from "./passwords/hash.ts";
export { PASSWORD_LENGTH_MIN } from "./passwords/rules.ts";
export {
  type Ended,
  endedText,
  resolveSession,
  type SessionClaim,
  type Standing,
  sessionDirectory,
} from "./resolveSession.ts";
export { type WebRouter, webRouter } from "./router.ts";
export type { SetupStatus } from "./routes/setup.ts";
export type { Sealer } from "./sealer.ts";
export { issueSetupToken, SETUP_LINK_LIFE_MS } from "./setupLink.ts";
export { SESSION_LIFE_MS, type SignInInput, type SignInOutcome, type SignInPorts, signIn } from "./signIn.ts";
