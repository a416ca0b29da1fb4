export type * from "./accounts.ts";
export { DIRECT_ADDRESS } from "./backoff.ts";
export type { WebContext } from "./context.ts";
export { PASSWORD_LENGTH_MIN } from "./passwords/rules.ts";
export { resolveSession, sessionDirectory } from "./resolveSession.ts";
export { type WebRouter, webRouter } from "./router.ts";
export type { SetupStatus } from "./routes/setup.ts";
export { issueSetupToken, SETUP_LINK_LIFE_MS } from "./setupLink.ts";
export { SESSION_LIFE_MS, type SignInInput, type SignInOutcome, signIn } from "./signIn.ts";
