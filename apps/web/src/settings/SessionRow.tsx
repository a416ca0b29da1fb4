import type { ReactNode } from "react";
import type { webClient } from "../trpc/webClient.ts";
import { Chip } from "../ui/Chip.tsx";
import { browserName } from "./browserName.ts";
import { moment } from "./moment.ts";

export type ShownSession = Awaited<ReturnType<typeof webClient.session.list.query>>[number];

export const SessionRow = ({ session, action }: { readonly session: ShownSession; readonly action?: ReactNode }) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-0">
    <span className="min-w-0 flex-1 basis-60 truncate">{browserName(session.userAgent)}</span>
    <span className="text-faint">
      {session.address === "direct" ? "" : `${session.address} · `}since {moment(session.createdAtMs)} · seen{" "}
      {moment(session.lastSeenAtMs)}
    </span>
    {session.current ? <Chip tone="sea">this one</Chip> : action}
  </li>
);
