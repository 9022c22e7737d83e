import { tokenInput, tokenMade, userInput, userPatch } from '../../contract/api/users.ts';
import { users } from '../../contract/kinds/users.ts';
import { createToken, revokeToken } from '../../model/panel/tokens.ts';
import { changeUser, createUser, deleteUser } from '../../model/panel/users.ts';
import { noContent, ok } from '../http/ask.ts';
import { route } from '../http/route.ts';
import { writing } from '../reader.ts';
import { shapeOf } from '../objects/shape.ts';
import { objectAfter } from './object-after.ts';

const ofUsers = { tag: 'users', access: 'users.edit' as const };
const ofTokens = { tag: 'tokens', access: 'tokens.edit' as const };

export const userRoutes = [
  route({
    ...ofUsers,
    method: 'POST',
    path: '/users',
    name: 'createUser',
    about: 'Adds a user.',
    body: userInput,
    status: 201,
    answer: shapeOf(users),
    async handle(ask) {
      const body = await writing(ask.panel, ask, 'users.edit', async (write) => {
        await write.asPanel();
        return objectAfter(write, users, await createUser(write.client, ask.body));
      });
      return { status: 201, body };
    },
  }),
  route({
    ...ofUsers,
    method: 'PATCH',
    path: '/users/:id',
    name: 'changeUser',
    about:
      'Changes a user. A new password or disabling ends the user’s sessions and streams at once. The last admin stays one.',
    body: userPatch,
    status: 200,
    answer: shapeOf(users),
    async handle(ask) {
      const body = await writing(ask.panel, ask, 'users.edit', async (write) => {
        await write.asPanel();
        const by = { sessionId: write.principal.sessionId };
        await changeUser(write.client, ask.params.id!, ask.body, by);
        return objectAfter(write, users, ask.params.id!);
      });
      return ok(body);
    },
  }),
  route({
    ...ofUsers,
    method: 'DELETE',
    path: '/users/:id',
    name: 'deleteUser',
    about: 'Deletes a user; sessions and streams end at once.',
    status: 204,
    async handle(ask) {
      await writing(ask.panel, ask, 'users.edit', async ({ client, asPanel }) => {
        await asPanel();
        await deleteUser(client, ask.params.id!);
      });
      return noContent;
    },
  }),
  route({
    ...ofTokens,
    method: 'POST',
    path: '/tokens',
    name: 'createToken',
    about: 'Makes a token for a program. The answer is the only time that it is shown.',
    body: tokenInput,
    status: 201,
    answer: tokenMade,
    handle: async (ask) => ({
      status: 201,
      body: await writing(ask.panel, ask, 'tokens.edit', async ({ client, asPanel }) => {
        await asPanel();
        return createToken(client, ask.body);
      }),
    }),
  }),
  route({
    ...ofTokens,
    method: 'DELETE',
    path: '/tokens/:id',
    name: 'revokeToken',
    about: 'Revokes a token; requests and streams with it end at once. It stays on record.',
    status: 204,
    async handle(ask) {
      await writing(ask.panel, ask, 'tokens.edit', async ({ client, asPanel }) => {
        await asPanel();
        await revokeToken(client, ask.params.id!);
      });
      return noContent;
    },
  }),
];
