/** A hull on its waterline: the product's mark. */
export const Mark = ({ size = 20 }: { readonly size?: number }) => (
  <svg
    aria-hidden="true"
    width={size}
    height={size}
    viewBox="0 0 20 20"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.7"
    strokeLinecap="round"
    className="text-sea"
  >
    <path d="M2 8.5h16M4 8.5c.8 4.8 3.6 7.5 6 7.5s5.200-2.700 6-7.500M10 2.500v6M10 3.500l4 3" />
  </svg>
);
