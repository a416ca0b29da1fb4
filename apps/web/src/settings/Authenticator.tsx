"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Enrolment } from "../authenticator/Enrolment.tsx";
import { RecoveryCodes } from "../authenticator/RecoveryCodes.tsx";
import { useStepUp } from "../confirm/StepUp.tsx";
import { formatUtcDate } from "../format/time.ts";
import { webClient } from "../trpc/webClient.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Failure } from "./Failure.tsx";
import { QueryState } from "./QueryState.tsx";

const KEY = ["authenticator"];
/** From here on it is time for new ones. */
const FEW_CODES = 3;

type Status = Awaited<ReturnType<typeof webClient.authenticator.status.query>>;

export function Authenticator() {
  const queries = useQueryClient();
  const withStepUp = useStepUp();
  const [enrolling, setEnrolling] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: KEY });
  const status = useQuery({ queryKey: KEY, queryFn: () => webClient.authenticator.status.query() });
  const renew = useMutation({
    mutationFn: () => withStepUp(() => webClient.authenticator.renewCodes.mutate()),
    onSuccess: refresh,
  });
  const remove = useMutation({
    mutationFn: () => withStepUp(() => webClient.authenticator.remove.mutate()),
    onSuccess: () => {
      renew.reset();
      return refresh();
    },
  });
  const finish = (): void => {
    setEnrolling(false);
    renew.reset();
    void refresh();
  };
  if (status.data === undefined) return <QueryState query={status} />;
  if (enrolling)
    return (
      <div className="border-b border-line p-3">
        <Enrolment onDone={finish} onCancel={finish} cancel="Cancel" />
      </div>
    );
  const busy = renew.isPending || remove.isPending;
  return (
    <div className="border-b border-line">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2">
        <Words status={status.data} />
        {status.data === null ? (
          <Button tone="primary" onClick={() => setEnrolling(true)}>
            Turn on
          </Button>
        ) : (
          <div className="flex flex-wrap gap-2">
            <Button disabled={busy} onClick={() => renew.mutate()}>
              New recovery codes
            </Button>
            <Button disabled={busy} onClick={() => setEnrolling(true)}>
              Replace
            </Button>
            <Button tone="stop" disabled={busy} onClick={() => remove.mutate()}>
              Turn off
            </Button>
          </div>
        )}
      </div>
      <Failure error={renew.error ?? remove.error} />
      {renew.data !== undefined && (
        <div className="px-3 pb-3">
          <RecoveryCodes codes={renew.data.codes} onKept={() => renew.reset()} />
        </div>
      )}
    </div>
  );
}

function Words({ status }: { readonly status: Status }) {
  if (status === null)
    return (
      <p className="min-w-0 flex-1 basis-72">
        <b className="font-medium">Authenticator</b> <Chip>off</Chip>{" "}
        <span className="text-dim">
          The password alone signs you in. A code from your phone makes a stolen one useless.
        </span>
      </p>
    );
  return (
    <p className="min-w-0 flex-1 basis-72">
      <b className="font-medium">Authenticator</b> <Chip tone="gain">on</Chip>{" "}
      <span className="text-dim">since {formatUtcDate(status.sinceMs)} · </span>
      <span className={status.codesLeft <= FEW_CODES ? "text-warn" : "text-dim"}>
        {status.codesLeft} recovery {status.codesLeft === 1 ? "code" : "codes"} left
        {status.codesLeft <= FEW_CODES && "; make new ones"}
      </span>
    </p>
  );
}
