import { openDatabase, verifyAudit, verifyLedger } from "@evenkeel/store/history";
import postgres from "postgres";

export async function ask<T>(url: string, text: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return (await sql.unsafe(text)) as unknown as T[];
  } finally {
    await sql.end();
  }
}

export async function verifyBooks(url: string) {
  const database = openDatabase(url, 1);
  try {
    return { audit: await verifyAudit(database.client), ledger: await verifyLedger(database.client) };
  } finally {
    await database.close();
  }
}
