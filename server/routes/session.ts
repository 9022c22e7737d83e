import { z } from 'zod';
import { me, session, signIn } from '../../contract/api/session.ts';
import { openSession, dropSession, endSession, listSessions, SESSION_DAYS } from '../../model/panel/sessions.ts';
import { countAttempt, forgetAttempts, userToSignIn } from '../../model/panel/sign-in.ts';
import { passwordFits } from '../../model/panel/passwords.ts';
import { credentialHash } from '../../model/panel/credentials.ts';
import { writeAudit } from '../../model/panel/audit.ts';
import { currentContext } from '../../runtime/context.ts';
import { type Ask, noContent, ok } from '../http/ask.ts';
import { sessionCookie } from '../http/credential.ts';
import { ApiProblem, forbidden, notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import type { Panel } from '../panel.ts';
import { abilitiesOf, type Principal } from '../principal.ts';
import { asPanel, reading, writing } from '../reader.ts';

const meOf = (panel: Panel, principal: Principal): z.infer<typeof me> => ({
  id: principal.id,
  name: principal.name,
  via: principal.via,
  role: principal.role,
  clusterIds: principal.clusterIds,
  whyNot: abilitiesOf(principal),
  consoleLinks: panel.config.consoleLinks,
  version: panel.version,
});

const wrong = () => new ApiProblem(401, 'Name or password is wrong');

async function signInWith(ask: Ask<unknown, z.infer<typeof signIn>>): Promise<string> {
  const { panel, address, body } = ask;
  const wait = await asPanel(panel, 'BEGIN', (client) => countAttempt(client, body.name, address));
  if (wait !== null)
    throw new ApiProblem(429, 'Too many attempts', {
      detail: `Try again in ${Math.ceil(wait / 60)} minutes`,
      headers: { 'retry-after': String(wait) },
    });
  const user = await asPanel(panel, 'BEGIN READ ONLY', (client) => userToSignIn(client, body.name));
  const fits = await passwordFits(body.password, user?.password_hash ?? null);
  return asPanel(panel, 'BEGIN', async (client) => {
    if (!user || !fits) {
      await writeAudit(client, { action: 'session.refused', objectKind: 'users', objectName: body.name });
      return '';
    }
    const context = currentContext();
    if (context) context.principal = { id: user.id, name: user.name };
    await forgetAttempts(client, body.name, address);
    if (ask.hash) await dropSession(client, ask.hash);
    const userAgent = ask.req.headers['user-agent'] ?? null;
    return openSession(client, { userId: user.id, userName: user.name, address, userAgent });
  });
}

export const sessionRoutes = [
  route({
    method: 'POST',
    path: '/session',
    name: 'signIn',
    tag: 'sessions',
    about:
      'Signs in and sets the session cookie. After ten wrong tries for a name from one address, a hundred for a name, or sixty from one address (IPv6: one /64) within 15 minutes, further ones are answered 429.',
    access: 'anyone',
    body: signIn,
    status: 200,
    answer: me,
    async handle(ask) {
      const token = await signInWith(ask);
      if (!token) throw wrong();
      const principal = await reading(ask.panel, credentialHash(token), async (read) => read.principal);
      const cookie = sessionCookie(ask.secure, token, SESSION_DAYS * 86_400);
      return { ...ok(meOf(ask.panel, principal)), headers: { 'set-cookie': cookie } };
    },
  }),
  route({
    method: 'GET',
    path: '/session',
    name: 'whoAmI',
    tag: 'sessions',
    about: 'Who is signed in, and for what reason each act would be refused (null: it is allowed).',
    access: 'signed-in',
    status: 200,
    answer: me,
    handle: async (ask) => ok(await reading(ask.panel, ask.hash, async ({ principal }) => meOf(ask.panel, principal))),
  }),
  route({
    method: 'DELETE',
    path: '/session',
    name: 'signOut',
    tag: 'sessions',
    about: 'Ends the session and takes the cookie away.',
    access: 'signed-in',
    status: 204,
    async handle(ask) {
      await writing(ask.panel, ask, null, async ({ principal, client, asPanel: become }) => {
        if (principal.sessionId === null) throw forbidden('a token has no session to end; revoke it instead');
        await become();
        await endSession(client, { id: principal.sessionId, onlyOf: principal.id });
      });
      return { ...noContent, headers: { 'set-cookie': sessionCookie(ask.secure, '', 0) } };
    },
  }),
  route({
    method: 'GET',
    path: '/sessions',
    name: 'listSessions',
    tag: 'sessions',
    about: 'Sessions of one’s own; with all=true everybody’s, for admins.',
    access: 'signed-in',
    query: z.strictObject({ all: z.enum(['true', 'false']).optional() }),
    status: 200,
    answer: z.object({ items: z.array(session) }),
    handle: async (ask) =>
      ok(
        await writing(
          ask.panel,
          ask,
          ask.query.all === 'true' ? 'users.edit' : null,
          async ({ principal, client, asPanel: become }) => {
            await become();
            const userId = ask.query.all === 'true' ? null : principal.id;
            return { items: await listSessions(client, { userId, currentId: principal.sessionId }) };
          },
        ),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/sessions/:id',
    name: 'endSession',
    tag: 'sessions',
    about: 'Ends one session: one’s own, or for admins anybody’s. Its requests and streams end at once.',
    access: 'signed-in',
    status: 204,
    async handle(ask) {
      const ended = await writing(ask.panel, ask, null, async ({ principal, client, asPanel: become }) => {
        const everybody = abilitiesOf(principal)['users.edit'] === null;
        await become();
        return endSession(client, {
          id: ask.params.id!,
          onlyOf: everybody ? null : principal.id,
        });
      });
      if (!ended) throw notFound('There is no such session');
      return noContent;
    },
  }),
];
