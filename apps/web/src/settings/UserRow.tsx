"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { formatUtcDate } from "../format/time.ts";
import { webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { moment } from "./moment.ts";
import { QueryState } from "./QueryState.tsx";
import { RoleSelect } from "./RoleSelect.tsx";
import { SessionRow } from "./SessionRow.tsx";
import { USERS_KEY, type UserChange } from "./userChange.ts";

export type ShownUser = Awaited<ReturnType<typeof webClient.users.list.query>>[number];

const sessionsText = (count: number): string => `${count} ${count === 1 ? "session" : "sessions"}`;

export function UserRow(props: {
  readonly user: ShownUser;
  readonly own: boolean;
  readonly busy: boolean;
  readonly onChange: (change: UserChange) => void;
}) {
  const { user, own, busy, onChange } = props;
  const [open, setOpen] = useState(false);
  const { id, name } = user;
  return (
    <li className="border-b border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
        <span className="min-w-0 flex-1 basis-40 font-medium break-words">
          {name} {own && <Chip tone="sea">you</Chip>} {user.status === "disabled" && <Chip tone="warn">disabled</Chip>}
        </span>
        <RoleSelect
          label={`Role of ${name}`}
          value={user.role}
          onChange={(role) => onChange({ kind: "role", id, role })}
        />
        <Button
          disabled={busy}
          aria-label={`${user.status === "active" ? "Disable" : "Enable"} ${name}`}
          onClick={() => onChange({ kind: user.status === "active" ? "disable" : "enable", id })}
        >
          {user.status === "active" ? "Disable" : "Enable"}
        </Button>
        <Button
          tone="quiet"
          aria-expanded={open}
          aria-label={`${sessionsText(user.openSessions)} of ${name}`}
          onClick={() => setOpen(!open)}
        >
          {sessionsText(user.openSessions)} <span aria-hidden="true">{open ? "▴" : "▾"}</span>
        </Button>
        <span className="basis-full text-label text-faint">
          since {formatUtcDate(user.createdAtMs)} ·{" "}
          {user.lastSeenAtMs === null ? "never signed in" : `last seen ${moment(user.lastSeenAtMs)}`} ·{" "}
          {user.authenticatorSinceMs === null ? "no authenticator" : "authenticator on"}
        </span>
      </div>
      {open && <UserSessions {...props} />}
    </li>
  );
}

function UserSessions(props: {
  readonly user: ShownUser;
  readonly own: boolean;
  readonly busy: boolean;
  readonly onChange: (change: UserChange) => void;
}) {
  const { id, authenticatorSinceMs } = props.user;
  const sessions = useQuery({
    queryKey: [...USERS_KEY, id],
    queryFn: () => webClient.users.sessions.query({ id }),
  });
  return (
    <div className="border-t border-line bg-bg">
      <QueryState query={sessions} />
      <ul>
        {sessions.data?.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
      {sessions.data?.length === 0 && <p className="px-3 py-2 text-faint">No open session.</p>}
      <div className="flex flex-wrap gap-2 px-3 py-2">
        <Button
          disabled={props.busy || (sessions.data?.every(({ current }) => current) ?? true)}
          onClick={() => props.onChange({ kind: "end-sessions", id })}
        >
          {props.own ? "End all others" : "End all sessions"}
        </Button>
        {authenticatorSinceMs !== null && !props.own && (
          <Button tone="stop" disabled={props.busy} onClick={() => props.onChange({ kind: "reset-authenticator", id })}>
            Reset authenticator
          </Button>
        )}
      </div>
    </div>
  );
}
