import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { engineSocketUrl, readEnv } from "../../env.ts";
import { findSignedIn } from "../../server/caller.ts";
import { Shell } from "../../shell/Shell.tsx";

export const dynamic = "force-dynamic";

/** Sends strangers to the door. What protects the data is each procedure, not this. */
export default async function InsideLayout({ children }: { readonly children: ReactNode }) {
  const signedIn = await findSignedIn();
  if (signedIn === null) redirect("/sign-in");
  return (
    <Shell socketUrl={engineSocketUrl(readEnv())} name={signedIn.name} role={signedIn.caller.role}>
      {children}
    </Shell>
  );
}
