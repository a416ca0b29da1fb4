"use client";

import type { Role } from "@evenkeel/api/caller";
import { useRouter } from "next/navigation";
import { signOut } from "next-auth/react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { rememberTheme, THEMES, type Theme, themeOf } from "../theme/theme.ts";
import { PAGES } from "./pages.ts";

const ITEM =
  "flex items-center justify-between gap-6 rounded-[4px] px-2 py-1.5 outline-none data-highlighted:bg-raised";

export function UserMenu({ name, role }: { readonly name: string; readonly role: Role }) {
  const router = useRouter();
  const [theme, setTheme] = useState<Theme>("system");
  const choose = (value: string): void => {
    const next = themeOf(value);
    setTheme(next);
    rememberTheme(next);
  };
  const opened = (open: boolean): void => {
    if (open) setTheme(themeOf(document.documentElement.dataset["theme"]));
  };
  return (
    <DropdownMenu.Root onOpenChange={opened}>
      <DropdownMenu.Trigger
        aria-label={`Menu of ${name}`}
        className="grid h-8 w-8 place-items-center rounded-full border border-edge bg-raised font-semibold uppercase hover:border-dim"
      >
        {Array.from(name)[0] ?? "?"}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 min-w-52 rounded-panel border border-edge bg-panel p-1 shadow-xl"
        >
          <DropdownMenu.Label className="px-2 py-1.5 text-dim">
            {name} · {role}
          </DropdownMenu.Label>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          {PAGES.map((page) => (
            <DropdownMenu.Item key={page.path} className={ITEM} onSelect={() => router.push(page.path)}>
              {page.label} <span className="font-mono text-[11px] text-faint">g {page.letter}</span>
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.RadioGroup value={theme} onValueChange={choose} aria-label="Colours">
            {THEMES.map((option) => (
              <DropdownMenu.RadioItem
                key={option}
                value={option}
                className={ITEM}
                onSelect={(event) => event.preventDefault()}
              >
                {option === "system" ? "As the system" : option === "light" ? "Light" : "Dark"}
                <DropdownMenu.ItemIndicator className="text-sea">●</DropdownMenu.ItemIndicator>
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1 h-px bg-line" />
          <DropdownMenu.Item className={ITEM} onSelect={() => void signOut({ redirectTo: "/sign-in" })}>
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
