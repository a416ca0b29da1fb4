import type { KnownCaller } from "../caller/authorise.ts";
import type { CommandAuthor } from "./command.ts";

export const authorOf = (caller: KnownCaller): CommandAuthor => ({
  kind: caller.kind === "apiKey" ? "api-key" : caller.kind,
  id: caller.id,
  role: caller.role,
});
