import type { ComponentProps } from "react";
import { Field } from "./Field.tsx";

/** Six digits from an authenticator or the twenty of a recovery code, as a phone offers and types them. */
export const CodeField = (props: Omit<ComponentProps<typeof Field>, "type" | "autoComplete" | "inputMode">) => (
  <Field
    type="text"
    autoComplete="one-time-code"
    inputMode="numeric"
    autoCapitalize="off"
    autoCorrect="off"
    spellCheck={false}
    maxLength={40}
    {...props}
  />
);
