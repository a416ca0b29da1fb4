/** One line for whoever runs the process. Never a value a user typed. */
export const report = (text: string): void => {
  process.stderr.write(`web: ${text}\n`);
};
