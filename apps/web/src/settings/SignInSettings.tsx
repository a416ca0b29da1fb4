"use client";

import { Panel } from "../ui/Panel.tsx";
import { Authenticator } from "./Authenticator.tsx";
import { ChangePassword } from "./ChangePassword.tsx";

export const SignInSettings = () => (
  <Panel id="sign-in" title="How you sign in" note="Stopping the engine never asks for any of it.">
    <Authenticator />
    <ChangePassword />
  </Panel>
);
