import { join } from "node:path";
import type { NextConfig } from "next";

/** Of every answer, pages and files alike; the policy with the nonce comes from proxy.ts. */
const SECURITY_HEADERS = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Strict-Transport-Security", value: "max-age=31536000" },
];

const config: NextConfig = {
  transpilePackages: ["@evenkeel/api", "@evenkeel/store", "@evenkeel/telemetry"],
  // Loaded at run time and only with an address; the build leaves them where they are.
  serverExternalPackages: [
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "@sentry/node",
  ],
  turbopack: { root: join(import.meta.dirname, "../..") },
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  headers: async () => [
    { source: "/:path*", headers: SECURITY_HEADERS },
    { source: "/api/:path*", headers: [{ key: "Cache-Control", value: "no-store" }] },
  ],
};

export default config;
