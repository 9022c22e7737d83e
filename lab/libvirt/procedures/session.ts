import { LibvirtError } from '../libvirt-error.ts';
import { type Procedure, procedure } from '../procedure.ts';
import { hostFeatures } from '../host-features.ts';

/** Feature 10 (VIR_DRV_FEATURE_PROGRAM_KEEPALIVE) is asked before anything is open, and starts the pings. */
const keepaliveFeature = 10;

/** remote_auth_type. */
const auth = { none: 0, polkit: 2 } as const;

export const sessionProcedures: readonly Procedure[] = [
  procedure(
    66,
    'authList',
    ({ reply, client, faults }) => {
      const refused = faults.feel('revoke');
      client.authenticated = !refused;
      reply.array([refused ? auth.polkit : auth.none], (to, type) => to.int(type));
    },
    { before: 'authentication' },
  ),
  procedure(
    70,
    'authPolkit',
    ({ reply, client, faults }) => {
      // remoteDispatchAuthError: whoever is refused shall not learn why.
      if (faults.feel('revoke')) throw new LibvirtError('auth-failed', 'rpc', 'authentication failed');
      client.authenticated = true;
      reply.bool(true);
    },
    { before: 'authentication' },
  ),
  procedure(
    1,
    'connectOpen',
    ({ args, client, host }) => {
      const [uri, flags] = [args.optional((from) => from.string()), args.uint()];
      if (client.uri !== undefined) {
        // The first one is gone then, too: one URI a connection.
        client.uri = undefined;
        throw new LibvirtError('internal', 'rpc', 'internal error: connection already open');
      }
      const { driver } = host.facts;
      const opened = uri === undefined || uri === '' ? `${driver}:///${driver === 'test' ? 'default' : 'system'}` : uri;
      if (!/^(qemu:\/\/\/(system|session)|test:\/\/\/default)$/.test(opened))
        throw new LibvirtError('no-connect', 'remote', `no connection driver available for ${opened}`);
      client.uri = opened;
      client.readOnly = (flags & 1) !== 0;
    },
    { before: 'open' },
  ),
  procedure(2, 'connectClose', ({ client }) => (client.closing = true), { before: 'open' }),
  procedure(
    60,
    'connectSupportsFeature',
    ({ args, reply, client }) => {
      const feature = args.int();
      if (feature === keepaliveFeature) client.keepalive = true;
      else if (client.uri === undefined)
        throw new LibvirtError('internal', 'rpc', 'internal error: hypervisor connection not open');
      reply.bool(feature === keepaliveFeature || hostFeatures.includes(feature));
    },
    { before: 'open' },
  ),
  procedure(110, 'connectGetUri', ({ reply, client }) => reply.string(client.uri ?? '')),
  procedure(149, 'connectIsSecure', ({ reply }) => reply.bool(false)),
  procedure(360, 'connectRegisterCloseCallback', () => {}),
  procedure(361, 'connectUnregisterCloseCallback', () => {}),
];
