import type { Bench } from "../report.ts";
export const engineLive: Bench = {
  name: "engine-live",
  about: "x",
  seconds: 50,
  run: async () => {
    throw new Error("later");
  },
};
