"use client";

import { useState } from "react";
import { Enrolment } from "../authenticator/Enrolment.tsx";
import { StepUpProvider } from "../confirm/StepUp.tsx";
import { EntryCard } from "./EntryCard.tsx";
import { SetupForm } from "./SetupForm.tsx";

/** A whole load: nothing of the page before signing in stays in memory. */
const toTheDeck = (): void => window.location.assign("/");

/** The first account, then the offer of a second lock: one click past it for who wants to look first. */
export function SetupFlow({ token }: { readonly token: string }) {
  const [made, setMade] = useState(false);
  if (!made)
    return (
      <EntryCard title="Welcome aboard" lead="Make the first account. It is the admin; others can be added later.">
        <SetupForm token={token} onMade={() => setMade(true)} />
      </EntryCard>
    );
  return (
    <StepUpProvider>
      <EntryCard
        wide
        title="Add a second lock"
        lead="With an authenticator, a stolen password opens nothing. Without one, the password alone does; Settings can turn it on later."
      >
        <Enrolment onDone={toTheDeck} onCancel={toTheDeck} cancel="Not now" />
      </EntryCard>
    </StepUpProvider>
  );
}
