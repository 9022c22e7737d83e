/** A line for the person at the terminal. The JSON lines of the log go to the same place. */
export function print(line: string): void {
  process.stdout.write(`switchyard: ${line}\n`);
}
