import type { Accounts, ApiKey, User } from "./accounts.ts";

/** Why a key opens nothing any more. */
export type KeyState = "stands" | "revoked" | "expired" | "maker-gone";

export type ShownKey = Omit<ApiKey, "keyHash" | "author"> & {
  readonly state: KeyState;
  /** `name`: of the user, or of the system user at the command line. */
  readonly author: { readonly kind: "user" | "owner"; readonly name: string };
};

function stateOf(key: ApiKey, maker: User | undefined, nowMs: number): KeyState {
  if (key.revokedAtMs !== null) return "revoked";
  if (key.expiresAtMs !== null && key.expiresAtMs <= nowMs) return "expired";
  const stands = key.author.kind === "owner" || (maker?.role === "admin" && maker.status === "active");
  return stands ? "stands" : "maker-gone";
}

/** Every key that was ever made, newest first, as people may see it: what opens the engine stays behind. */
export async function listApiKeys(
  accounts: Pick<Accounts, "listApiKeys" | "findUser">,
  nowMs: number,
): Promise<readonly ShownKey[]> {
  const keys = await accounts.listApiKeys();
  const ids = new Set(keys.flatMap(({ author }) => (author.kind === "user" ? [author.id] : [])));
  const users = await Promise.all([...ids].map((id) => accounts.findUser(id)));
  const makers = new Map(users.flatMap((user) => (user === null ? [] : [[user.id, user] as const])));
  return keys.map((key) => {
    const maker = key.author.kind === "user" ? makers.get(key.author.id) : undefined;
    const { keyHash: _hidden, author, ...shown } = key;
    return {
      ...shown,
      state: stateOf(key, maker, nowMs),
      author: { kind: author.kind, name: maker?.name ?? author.id },
    };
  });
}
