type Trouble =
  | { readonly kind: "echo"; readonly value: number }
  | { readonly kind: "throw" }
  | { readonly kind: "exit" }
  | { readonly kind: "hang" };

/** A worker that misbehaves on demand. */
export function perform(task: Trouble): number {
  if (task.kind === "throw") throw new Error("thrown on purpose");
  if (task.kind === "exit") process.exit(3);
  while (task.kind === "hang");
  return task.kind === "echo" ? task.value : 0;
}
