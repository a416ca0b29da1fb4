import type { OpportunityView, OverviewView } from "../views/index.ts";
import { type OverviewDelta, WHOLE_SECTIONS } from "./envelope.ts";
import { equalJson } from "./equal.ts";

type Rows = ReadonlyMap<string, OpportunityView>;

export const indexRows = (rows: readonly OpportunityView[]): Rows => new Map(rows.map((row) => [row.id, row]));

function diffRows(before: Rows, after: Rows): OverviewDelta["opportunities"] {
  const changed: OpportunityView[] = [];
  for (const [id, row] of after) if (!equalJson(before.get(id), row)) changed.push(row);
  const removed: string[] = [];
  for (const id of before.keys()) if (!after.has(id)) removed.push(id);
  return changed.length === 0 && removed.length === 0 ? null : { changed, removed };
}

/** null: nothing changed. */
export function diffOverview(
  before: { readonly view: OverviewView; readonly rows: Rows },
  after: { readonly view: OverviewView; readonly rows: Rows },
): OverviewDelta | null {
  const changed = WHOLE_SECTIONS.filter((section) => !equalJson(before.view[section], after.view[section]));
  const opportunities =
    before.view.opportunities === after.view.opportunities ? null : diffRows(before.rows, after.rows);
  if (changed.length === 0 && opportunities === null) return null;
  const sections = Object.fromEntries(changed.map((section) => [section, after.view[section]]));
  return { sections, opportunities };
}

/** Unchanged rows and sections keep their identity, so that a screen repaints only what moved. */
export function applyDelta(view: OverviewView, delta: OverviewDelta): OverviewView {
  const merged: OverviewView = { ...view, ...delta.sections };
  if (delta.opportunities === null) return merged;
  const rows = new Map(indexRows(view.opportunities));
  for (const id of delta.opportunities.removed) rows.delete(id);
  for (const row of delta.opportunities.changed) rows.set(row.id, row);
  return { ...merged, opportunities: [...rows.values()] };
}
