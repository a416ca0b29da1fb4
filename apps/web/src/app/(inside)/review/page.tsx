import type { Metadata } from "next";
import { Review } from "../../../review/Review.tsx";

export const metadata: Metadata = { title: "Review" };

export default function ReviewPage() {
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-3 p-2 md:p-4">
      <h1 className="text-[17px] font-semibold">Review</h1>
      <Review />
    </div>
  );
}
