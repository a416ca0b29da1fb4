import type { Metadata } from "next";
import { Deck } from "../../deck/Deck.tsx";

export const metadata: Metadata = { title: "Deck" };

export default function DeckPage() {
  return <Deck />;
}
