import type { LegRiskView } from "@evenkeel/api/views";
import { type OpenColumn, OpenTable } from "../ui/OpenTable.tsx";
import { ScopeDetails } from "./Details.tsx";
import { type Scope, scopesOf } from "./words.ts";

/** A line for everything, for each venue and for each run of the engine. */
export const ScopeTable = (props: {
  readonly caption: string;
  readonly view: LegRiskView;
  readonly asset: string;
  readonly columns: readonly OpenColumn<Scope>[];
}) => (
  <OpenTable
    caption={props.caption}
    head="Of"
    rows={scopesOf(props.view)}
    idOf={({ name }) => name}
    nameOf={({ name, note }) => (
      <span className="whitespace-nowrap">
        <span className={name === "Everything" ? "font-semibold" : "font-medium"}>{name}</span>
        {note !== null && <span className="text-faint max-sm:hidden"> {note}</span>}
      </span>
    )}
    columns={props.columns}
    details={(scope) => <ScopeDetails of={scope} asset={props.asset} />}
  />
);
