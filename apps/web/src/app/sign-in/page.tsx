import { endedText } from "@evenkeel/api/web";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryCard } from "../../entry/EntryCard.tsx";
import { SignInForm } from "../../entry/SignInForm.tsx";
import { findEnded, findSignedIn } from "../../server/caller.ts";

export const metadata: Metadata = { title: "Sign in" };
export const dynamic = "force-dynamic";

export default async function SignInPage() {
  if ((await findSignedIn()) !== null) redirect("/");
  const ended = await findEnded();
  return (
    <EntryCard title="Sign in" lead="The engine runs whether or not anybody watches.">
      {ended !== null && ended !== "signed-out" && (
        <p role="status" className="mb-4 border-l-2 border-warn pl-3 text-warn">
          Your session has ended: {endedText(ended)}. Sign in again to go on.
        </p>
      )}
      <SignInForm />
    </EntryCard>
  );
}
