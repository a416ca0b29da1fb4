"use client";

import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";
import { errorOf } from "../trpc/webClient.ts";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { NotConfirmed } from "./notConfirmed.ts";

type Question = { readonly answer: Promise<boolean>; readonly settle: (confirmed: boolean) => void };
const StepUpContext = createContext<(() => Promise<boolean>) | null>(null);

/** Asks "is it you" once, however many calls wait for the answer. */
export function StepUpProvider({ children }: { readonly children: ReactNode }) {
  const open = useRef<Question | null>(null);
  const [asking, setAsking] = useState(false);

  const ask = useCallback((): Promise<boolean> => {
    if (open.current === null) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      open.current = { answer: promise, settle: resolve };
      setAsking(true);
    }
    return open.current.answer;
  }, []);
  const settle = (confirmed: boolean): void => {
    open.current?.settle(confirmed);
    open.current = null;
    setAsking(false);
  };

  return (
    <StepUpContext value={ask}>
      {children}
      {asking && <ConfirmDialog onConfirmed={() => settle(true)} onClose={() => settle(false)} />}
    </StepUpContext>
  );
}

export type WithStepUp = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * For every call that may be answered STEP_UP_REQUIRED, by the dashboard's router or the engine's: the person is asked,
 * and the same call goes out once more. Rejects with NotConfirmed when they would rather not.
 */
export function useStepUp(): WithStepUp {
  const ask = useContext(StepUpContext);
  if (ask === null) throw new Error("outside StepUpProvider");
  return useCallback(
    async (work) => {
      try {
        return await work();
      } catch (error) {
        if (errorOf(error)?.code !== "STEP_UP_REQUIRED") throw error;
        if (!(await ask())) throw new NotConfirmed();
        return work();
      }
    },
    [ask],
  );
}
