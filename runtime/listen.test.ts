import { createServer, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { listen } from './listen.ts';
import { StartError } from './start-error.ts';

const servers: Server[] = [];

function server(): Server {
  const made = createServer((_request, response) => void response.end('here'));
  servers.push(made);
  return made;
}

afterEach(() => {
  for (const each of servers.splice(0)) each.close();
});

test('tells where it listens', async () => {
  const { port, url } = await listen(server(), { port: 0, host: '0.0.0.0' });
  expect(url).toBe(`http://127.0.0.1:${port}`);
  expect(await (await fetch(url)).text()).toBe('here');
});

test('a taken port is one line that names PORT', async () => {
  const { port } = await listen(server(), { port: 0, host: '127.0.0.1' });
  const second = listen(server(), { port, host: '127.0.0.1' });
  await expect(second).rejects.toThrow(StartError);
  await expect(second).rejects.toThrow(new RegExp(`^PORT ${port} on 127\\.0\\.0\\.1 is taken`));
});

test('an address of another machine is one line that names HOST', async () => {
  await expect(listen(server(), { port: 0, host: '192.0.2.1' })).rejects.toThrow(
    /^HOST 192\.0\.2\.1 is not an address/,
  );
});
