import { expect, it } from 'vitest';
import { ConnectionError } from './connection-error.ts';
import { LibvirtError } from './libvirt-error.ts';
import { errorBytes } from './scripted-server.ts';
import { isUnsupported } from './unsupported.ts';

const said = (code: number, message: string) => new LibvirtError(errorBytes(code, message), 'networkGetDhcpLeases');

it.each([
  ['a release that has no such procedure', said(39, 'unknown procedure: 341'), true],
  ['a driver that has no such call', said(3, 'this function is not supported by the connection driver'), true],
  ['a daemon without a driver for it', said(5, 'no connection driver available for network:///system'), true],
  ['a machine that cannot do it', said(84, 'Operation not supported: no statistics'), true],
  // Arguments that are not what the procedure takes, as a wrong number in our table would make them: never to be passed over.
  ['one that cannot read what we said', said(39, 'Unable to decode message payload'), false],
  ['one that does not let us in', said(39, 'authentication required'), false],
  ['a machine that is gone', said(42, 'Domain not found'), false],
  ['a broken connection', new ConnectionError('lost', 'the connection was closed'), false],
])('whether it is unsupported what is said by %s', (_who, error, unsupported) => {
  expect(isUnsupported(error)).toBe(unsupported);
});
