"use client";

import { roleSuffices } from "@evenkeel/api/caller";
import type { ConfigKeyView, ConfigView } from "@evenkeel/api/client";
import { useCallback, useState } from "react";
import { useDesk } from "../command/OrderDesk.tsx";
import { useLink } from "../live/LiveDeck.tsx";
import { QueryState } from "../settings/QueryState.tsx";
import { Button } from "../ui/Button.tsx";
import { Panel } from "../ui/Panel.tsx";
import { type Edits, numberAt, patchOfEdits, SECTION_NAMES, SECTION_ORDER, withEdit } from "./edits.ts";
import { NumberRow } from "./NumberRow.tsx";
import { ReviewDialog } from "./ReviewDialog.tsx";
import { useConfig, usePreview } from "./useConfig.ts";
import { Versions } from "./Versions.tsx";
import { type Wish, wishBack, wishFor } from "./wish.ts";

export function Configuration() {
  const config = useConfig();
  const live = useLink().kind === "live";
  if (config.data === undefined)
    return live ? (
      <QueryState query={config} />
    ) : (
      <p className="p-3 text-warn">The engine is out of sight. What it runs by is shown when it is back.</p>
    );
  return <Editor view={config.data} />;
}

function Editor({ view }: { readonly view: ConfigView }) {
  const { role } = useDesk();
  const readOnly = !roleSuffices(role, "operator");
  const [edits, setEdits] = useState<Edits>({});
  const [began, setBegan] = useState(view.version);
  const [wish, setWish] = useState<Wish | null>(null);
  const { preview } = usePreview(edits, view.version);
  const refusal = preview?.kind === "refused" ? preview.refusal : null;
  const count = Object.keys(edits).length;

  const type = useCallback(
    (path: string, typed: string) => {
      setEdits((before) => {
        if (Object.keys(before).length === 0) setBegan(view.version);
        return withEdit(before, view, path, typed);
      });
    },
    [view],
  );
  const review = (): void => {
    const patch = patchOfEdits(edits);
    if (patch !== null) setWish(wishFor(patch));
  };

  return (
    <>
      <Notes view={view} overtaken={count > 0 && began !== view.version} readOnly={readOnly} />
      {SECTION_ORDER.map((section) => (
        <Panel key={section} id={`config-${section}`} title={SECTION_NAMES[section] ?? section}>
          {keysOf(view, section).map((field) => (
            <NumberRow
              key={field.path}
              field={field}
              running={numberAt(view, field.path)}
              typed={edits[field.path] ?? null}
              refusal={refusal?.path === field.path ? refusal.message : null}
              readOnly={readOnly}
              onType={type}
            />
          ))}
        </Panel>
      ))}
      <Versions
        running={view.version}
        keys={view.keys}
        onBack={readOnly ? null : (version) => setWish(wishBack(version))}
      />
      {count > 0 && (
        <EditBar
          count={count}
          refusal={refusal?.message ?? null}
          ready={preview?.kind === "possible"}
          loosens={preview?.kind === "possible" && preview.loosens}
          onDiscard={() => setEdits({})}
          onReview={review}
        />
      )}
      {wish !== null && (
        <ReviewDialog
          wish={wish}
          view={view}
          onMade={() => {
            setEdits({});
            setWish(null);
          }}
          onClose={() => setWish(null)}
        />
      )}
    </>
  );
}

const keysOf = (view: ConfigView, section: string): readonly ConfigKeyView[] =>
  view.keys.filter(({ path }) => path.startsWith(`${section}.`));

function Notes(props: { readonly view: ConfigView; readonly overtaken: boolean; readonly readOnly: boolean }) {
  const { version, file, notices } = props.view;
  return (
    <div className="grid gap-1.5" role="status">
      <p className="break-words text-dim">
        Version {version} runs
        {file === null ? (
          ""
        ) : (
          <>
            , the same as in <code className="font-mono">{file.path}</code>
          </>
        )}
        .{props.readOnly && " Your role may look, not change."}
      </p>
      {file?.problem != null && (
        <p className="rounded-control border border-danger px-3 py-2 text-danger">
          The file is not in force: {file.problem} Nothing of it was taken; mend it, and it is taken at once.
        </p>
      )}
      {props.overtaken && (
        <p className="rounded-control border border-warn px-3 py-2 text-warn">
          Somebody changed the configuration while you were typing. Your edits stand on version {version} now.
        </p>
      )}
      {notices.map(({ path, message }) => (
        <p key={path} className="rounded-control border border-warn px-3 py-2 text-warn">
          {message}
        </p>
      ))}
    </div>
  );
}

function EditBar(props: {
  readonly count: number;
  readonly refusal: string | null;
  readonly ready: boolean;
  readonly loosens: boolean;
  readonly onDiscard: () => void;
  readonly onReview: () => void;
}) {
  const { count, refusal, loosens } = props;
  const words = `${count} ${count === 1 ? "number" : "numbers"} edited${loosens ? ", and they loosen" : ""}`;
  return (
    <div className="sticky bottom-[calc(64px+env(safe-area-inset-bottom))] z-10 flex flex-wrap items-center gap-2 rounded-panel border border-edge bg-raised px-3 py-2 shadow-lg md:bottom-2">
      <p aria-live="polite" className={`min-w-0 flex-1 basis-52 ${refusal === null ? "" : "text-danger"}`}>
        {refusal ?? words}
      </p>
      <div className="flex gap-2 max-md:flex-1 max-md:*:h-11 max-md:*:flex-1">
        <Button onClick={props.onDiscard}>Discard</Button>
        <Button tone="primary" disabled={!props.ready} onClick={props.onReview}>
          Review…
        </Button>
      </div>
    </div>
  );
}
