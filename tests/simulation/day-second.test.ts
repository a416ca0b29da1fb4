import { describeDays } from "./day.ts";

describeDays(26, 50);
