import { Tip } from "./Tip.tsx";

/** A header whose words are explained on hover and on focus. */
export const Explained = ({ text, children }: { readonly text: string; readonly children: string }) => (
  <Tip text={text}>
    <button
      type="button"
      className="cursor-help rounded-[3px] underline decoration-edge decoration-dotted underline-offset-3"
    >
      {children}
    </button>
  </Tip>
);
