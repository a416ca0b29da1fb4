import type { Config, ConfigSection } from "@evenkeel/core/events";

/** Which way a number lets more risk through. `either`: both ways can cost money. */
export type Looser = "up" | "down" | "either";

/** When a change is felt: at once, or by pairs that are opened after it. */
export type Effect = "now" | "new-pairs";

export type Key = {
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
  readonly looser: Looser;
  readonly effect: Effect;
  readonly help: string;
};

export type Keys = { readonly [S in ConfigSection]: { readonly [Name in keyof Config[S]]: Key } };

type Bounds = readonly [min: number, max: number];
type Make = (label: string, unit: string, bounds: Bounds, looser: Looser, help: string, effect?: Effect) => Key;

const make =
  (whole: boolean): Make =>
  (label, unit, [min, max], looser, help, effect = "now") => ({ label, unit, min, max, whole, looser, effect, help });

export const number = make(false);
export const count = make(true);
