import type { BinView } from "@evenkeel/api/views";
import { formatNumber } from "../format/number.ts";
import { Bar } from "../ui/Bar.tsx";
import { binName } from "./words.ts";

/** How often each size came: a bar beside its number, in a table that says the same. */
export function Histogram(props: { readonly title: string; readonly bins: readonly BinView[]; readonly unit: string }) {
  const { bins, unit } = props;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <table className="w-full text-label">
      <caption className="px-3 pb-1 text-left text-faint">{props.title}</caption>
      <tbody>
        {bins.map(({ below, count }, at) => (
          <tr key={below} className="leading-5">
            <th scope="row" className="px-3 text-left font-normal whitespace-nowrap text-dim">
              {binName(bins, at, unit)}
            </th>
            <td className="w-10 text-right">{formatNumber(count, 0)}</td>
            <td className="w-2/5 py-0 pr-3 pl-2">
              <Bar percent={(count / most) * 100} size="w-full" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
