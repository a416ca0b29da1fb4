import { defineConfig } from "drizzle-kit";

// `generate` only. `push` would drop what it does not know; migrations are reviewed files.
export default defineConfig({ dialect: "postgresql", schema: "./src/schema/*.ts", out: "../../drizzle" });
