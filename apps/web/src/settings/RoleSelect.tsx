"use client";

import { isRole, ROLES, type Role } from "@evenkeel/api/caller";

export function RoleSelect(props: {
  readonly label: string;
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => isRole(event.target.value) && props.onChange(event.target.value)}
      className="rounded-control border border-edge bg-bg px-2 py-1.5"
    >
      {ROLES.map((role) => (
        <option key={role} value={role}>
          {role}
        </option>
      ))}
    </select>
  );
}
