/** One message of PostgreSQL's protocol, whole, with its head. `type` is empty for those that open a connection. */
export interface Message {
  type: string;
  bytes: Buffer;
}

/** Cuts a stream into messages (https://www.postgresql.org/docs/current/protocol-message-formats.html). */
export class Messages {
  #rest: Buffer = Buffer.alloc(0);
  #typed: boolean;

  /** @param typed false where the stream begins with a message that has no type, as a client's does */
  constructor({ typed }: { typed: boolean }) {
    this.#typed = typed;
  }

  *take(chunk: Buffer): Generator<Message> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = this.#typed ? 1 : 0;
      if (this.#rest.length < head + 4) return;
      const size = head + this.#rest.readInt32BE(head);
      if (this.#rest.length < size) return;
      const bytes = this.#rest.subarray(0, size);
      this.#rest = this.#rest.subarray(size);
      yield { type: this.#typed ? String.fromCharCode(bytes[0]!) : '', bytes };
      this.#typed = true;
    }
  }
}

export function message(type: string, ...parts: (Buffer | string)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

export const errorMessage = (severity: 'ERROR' | 'FATAL', state: string, words: string): Buffer =>
  message('E', `S${severity}\0V${severity}\0C${state}\0M${words}\0\0`);

/** A row whose first column is null instead. */
export function withoutFirstColumn(row: Buffer): Buffer {
  const end = 11 + Math.max(0, row.readInt32BE(7));
  return message('D', row.subarray(5, 7), Buffer.from([255, 255, 255, 255]), row.subarray(end));
}
