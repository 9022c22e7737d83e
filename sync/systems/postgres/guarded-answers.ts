import type { EventEmitter } from 'node:events';
import type pg from 'pg';

/** All answers of a session: of ten thousand databases it is 4 MB. */
const MOST_BYTES = 32 * 2 ** 20;

/**
 * Whoever answers at a server's address is not always PostgreSQL. pg reads what comes in listeners of the socket, where an error is nobody's and ends the
 * process, and gathers rows without end.
 */
export function guardAnswers(client: pg.Client): void {
  // Not in pg's types. It is called for the socket, or for what TLS makes of it.
  const { connection } = client as unknown as { connection: { attachListeners(stream: Stream): void } };
  const attach = connection.attachListeners.bind(connection);
  connection.attachListeners = (stream) => {
    const others = stream.listeners('data');
    attach(stream);
    let received = 0;
    for (const read of stream.listeners('data') as ((chunk: Buffer) => void)[]) {
      if (others.includes(read)) continue;
      stream.off('data', read);
      stream.on('data', (chunk: Buffer) => {
        if (stream.destroyed) return;
        received += chunk.length;
        try {
          if (received > MOST_BYTES) throw new Error(`more than ${MOST_BYTES / 2 ** 20} MB`);
          read(chunk);
        } catch (error) {
          stream.destroy(new Error(NO_ANSWER, { cause: error }));
        }
      });
    }
  };
}

type Stream = EventEmitter & { destroyed: boolean; destroy(error: Error): void };

/** The words by which such an answer is told. */
export const NO_ANSWER = 'the answer is not what PostgreSQL answers';
