import { type Finding, fail, well } from "./finding.ts";

export type SecretFacts = { readonly path: string; readonly ownerUid: number; readonly mode: number };

const OTHERS = 0o077;

/** Secrets are one user's: whoever else can read one can sign in as the engine, or as the owner. */
export function judgeSecrets(files: readonly SecretFacts[], uid: number): Finding[] {
  const id = "secrets";
  const open = files.filter(({ mode }) => (mode & OTHERS) !== 0);
  const foreign = files.filter(({ ownerUid }) => ownerUid !== uid);
  const list = (some: readonly SecretFacts[]) => some.map(({ path }) => path).join(", ");
  if (open.length > 0)
    return [
      fail(
        id,
        `Others on this machine may read ${list(open)}.`,
        `Close them: chmod 600 ${open.map(({ path }) => path).join(" ")}; if others were on this machine, delete them and start again, which makes new ones.`,
      ),
    ];
  if (foreign.length > 0)
    return [fail(id, `${list(foreign)} belong to another user.`, "Run as that user, or give them back with chown.")];
  const told = files.length === 0 ? "There are no secrets yet; the first start makes them." : null;
  return [well(id, told ?? `${files.length} secret files are readable by this user alone.`)];
}
