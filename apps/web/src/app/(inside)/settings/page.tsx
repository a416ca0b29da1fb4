import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { findSignedIn } from "../../../server/caller.ts";
import { ApiKeys } from "../../../settings/ApiKeys.tsx";
import { Sessions } from "../../../settings/Sessions.tsx";
import { SignInSettings } from "../../../settings/SignInSettings.tsx";
import { Users } from "../../../settings/Users.tsx";
import { VenueKeys } from "../../../venueKeys/VenueKeys.tsx";

export const metadata: Metadata = { title: "Settings" };
export const dynamic = "force-dynamic";

export default async function SettingsPage() {
  const signedIn = await findSignedIn();
  if (signedIn === null) redirect("/sign-in");
  const admin = signedIn.caller.role === "admin";
  return (
    <div className="mx-auto grid w-full max-w-4xl gap-3 p-2 md:p-4 wide:max-w-[118rem] wide:grid-cols-2 wide:items-start">
      <h1 className="text-[17px] font-semibold wide:col-span-2">Settings</h1>
      <SignInSettings />
      <Sessions />
      <VenueKeys role={signedIn.caller.role} />
      {admin && <Users ownId={signedIn.caller.id} />}
      {admin && <ApiKeys />}
    </div>
  );
}
