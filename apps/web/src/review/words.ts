export type BookAs = "transfer" | "adjustment";

export const BOOKINGS: readonly { readonly as: BookAs; readonly label: string; readonly note: string }[] = [
  {
    as: "transfer",
    label: "Money that was moved",
    note: "A deposit, a withdrawal, a transfer, coins you took. It is capital: no profit, no loss, and no loss limit counts it.",
  },
  {
    as: "adjustment",
    label: "A gain or loss nothing explains",
    note: "Booked as profit and loss, under “other”. Loss limits count it and may freeze.",
  },
];
