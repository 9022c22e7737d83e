import { createInterface } from 'node:readline/promises';

/** What the person at the terminal answers. The question goes to stderr: standard output is for what programs read. */
export async function answered(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

export const agreed = async (question: string): Promise<boolean> => /^y(es)?$/i.test(await answered(question));
