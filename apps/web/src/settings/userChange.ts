import type { Role } from "@evenkeel/api/caller";
import { webClient } from "../trpc/webClient.ts";

export const USERS_KEY = ["users"];

export type UserChange =
  | { readonly kind: "role"; readonly id: string; readonly role: Role }
  | { readonly kind: "disable" | "enable" | "end-sessions" | "reset-authenticator"; readonly id: string };

/** Sends it; what it answers is only whether it was done. */
export async function applyUserChange(change: UserChange): Promise<void> {
  const { id } = change;
  switch (change.kind) {
    case "role":
      await webClient.users.setRole.mutate({ id, role: change.role });
      return;
    case "disable":
      await webClient.users.disable.mutate({ id });
      return;
    case "enable":
      await webClient.users.enable.mutate({ id });
      return;
    case "end-sessions":
      await webClient.users.endSessions.mutate({ id });
      return;
    case "reset-authenticator":
      await webClient.users.resetAuthenticator.mutate({ id });
      return;
  }
}

/** What was done, said to who did it. */
export function changeText(change: UserChange, name: string): string {
  switch (change.kind) {
    case "role":
      return `${name} is now ${change.role === "viewer" ? "a viewer" : `an ${change.role}`} and signs in again.`;
    case "disable":
      return `${name} is disabled and signed out everywhere.`;
    case "enable":
      return `${name} may sign in again.`;
    case "end-sessions":
      return `Every session of ${name} has ended.`;
    case "reset-authenticator":
      return `${name} signs in by password alone until a new authenticator is added.`;
  }
}
