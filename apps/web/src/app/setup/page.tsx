import { ANONYMOUS } from "@evenkeel/api/caller";
import { newRequestId } from "@evenkeel/api/request";
import { webRouter } from "@evenkeel/api/web";
import type { Metadata } from "next";
import Link from "next/link";
import { z } from "zod";
import { EntryCard } from "../../entry/EntryCard.tsx";
import { SetupFlow } from "../../entry/SetupFlow.tsx";
import { readEnv } from "../../env.ts";
import { openAccounts } from "../../server/accounts.ts";
import { openSealer } from "../../server/openSealer.ts";

export const metadata: Metadata = { title: "Set up" };
export const dynamic = "force-dynamic";

/** What a link carries; anything else is no link. */
const SECRET = /^[\w-]{1,128}$/;
const querySchema = z.object({ token: z.string().regex(SECRET).nullable().catch(null).default(null) });

export default async function SetupPage({ searchParams }: { readonly searchParams: Promise<Record<string, unknown>> }) {
  const { token } = querySchema.parse(await searchParams);
  const router = webRouter.createCaller({
    accounts: openAccounts(),
    sealer: openSealer(),
    caller: ANONYMOUS,
    ended: null,
    engineSecret: readEnv().EVENKEEL_ENGINE_SECRET,
    address: "server",
    requestId: newRequestId(),
    nowMs: Date.now(),
  });
  const { status } = await router.setup.status({ token });
  if (status === "done")
    return (
      <EntryCard title="Already set up" lead="The first admin exists, so this link has done its work.">
        <Link href="/sign-in" className="text-sea underline">
          Go to sign-in
        </Link>
      </EntryCard>
    );
  if (status === "link-invalid" || token === null)
    return (
      <EntryCard
        title="This link does not work"
        lead="A set-up link works once, for one hour, and only the newest one."
      >
        <p>Stop the product in its terminal and start it again: it prints a new link. Nothing else is lost.</p>
      </EntryCard>
    );
  return <SetupFlow token={token} />;
}
