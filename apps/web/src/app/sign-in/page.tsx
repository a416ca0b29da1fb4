import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryCard } from "../../entry/EntryCard.tsx";
import { SignInForm } from "../../entry/SignInForm.tsx";
import { findSignedIn } from "../../server/caller.ts";

export const metadata: Metadata = { title: "Sign in" };
export const dynamic = "force-dynamic";

export default async function SignInPage() {
  if ((await findSignedIn()) !== null) redirect("/");
  return (
    <EntryCard title="Sign in" lead="The engine runs whether or not anybody watches.">
      <SignInForm />
    </EntryCard>
  );
}
