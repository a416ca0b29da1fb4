import Link from "next/link";
import { EntryCard } from "../entry/EntryCard.tsx";

export default function NotFound() {
  return (
    <EntryCard title="Nothing here" lead="There is no page at this address.">
      <Link href="/" className="text-sea underline">
        To the deck
      </Link>
    </EntryCard>
  );
}
