import { describeDays } from "./day.ts";

describeDays(1, 25);
