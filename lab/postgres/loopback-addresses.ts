import { createServer } from 'node:net';

/** Addresses of this machine that tell servers apart, as those of different machines would: Linux has all of 127.0.0.0/8, others 127.0.0.1 alone. */
export async function loopbackAddresses(count: number): Promise<string[]> {
  const wanted = Array.from({ length: count }, (_, index) => `127.0.0.${index + 2}`);
  const have = await Promise.all(wanted.map(canListen));
  return have.every(Boolean) ? wanted : wanted.map(() => '127.0.0.1');
}

function canListen(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
