"use client";

import type { Role } from "@evenkeel/api/caller";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { classes } from "../ui/classes.ts";
import { Mark } from "../ui/Mark.tsx";
import { KillButtons } from "./KillButtons.tsx";
import { ModeBadge } from "./ModeBadge.tsx";
import { PAGES } from "./pages.ts";
import { UserMenu } from "./UserMenu.tsx";

export function TopBar({ name, role }: { readonly name: string; readonly role: Role }) {
  const path = usePathname();
  return (
    <div className="flex h-11 items-center gap-3 border-b border-line bg-panel px-3 md:px-4">
      <Link href="/" className="flex items-center gap-2 rounded-control text-[14px] font-semibold tracking-tight">
        <Mark />
        <span>evenkeel</span>
      </Link>
      <ModeBadge />
      <nav aria-label="Pages" className="ml-1 hidden h-full items-stretch gap-1 lg:flex">
        {PAGES.map((page) => (
          <Link
            key={page.path}
            href={page.path}
            aria-current={path === page.path ? "page" : undefined}
            className={classes(
              "flex items-center border-b-2 px-2.5",
              path === page.path ? "border-sea text-text" : "border-transparent text-dim hover:text-text",
            )}
          >
            {page.label}
          </Link>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-2">
        <div className="hidden items-center gap-1.5 md:flex">
          <KillButtons />
        </div>
        <UserMenu name={name} role={role} />
      </div>
    </div>
  );
}
