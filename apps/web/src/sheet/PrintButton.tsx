"use client";

import { Button } from "../ui/Button.tsx";

/** Without script the browser's own menu prints as well. */
export const PrintButton = () => (
  <Button className="max-md:h-11 print:hidden" onClick={() => window.print()}>
    Print
  </Button>
);
