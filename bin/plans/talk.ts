/** Where a command says things: lines for a person, or one JSON document on standard output and everything else on stderr. */
export interface Talk {
  json: boolean;
  line(text: string): void;
}

export const talk = (json: boolean): Talk => ({
  json,
  line: (text) => void (json ? process.stderr : process.stdout).write(`${text}\n`),
});

export const printJson = (document: unknown): void =>
  void process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
