import { forgetEarly } from './early.ts';
import type { AuthProvider } from 'ra-core';
import { session, type Me } from '../app/session.ts';
import { dropClients } from './clients.ts';
import { events } from './events.ts';
import { askJson, problemOf } from './fetch.ts';

function begin(who: Me): void {
  session.set(who);
  events.start();
}

/** Forgets who is signed in and all that was fetched for them. */
export function endSession(): void {
  session.set(null);
  events.stop();
  dropClients();
}

let asking: Promise<Me> | undefined;

/** Rights are read per request by the server; here they only decide which buttons are shown as possible. */
const check = async (): Promise<void> => {
  if (session.get()) return;
  asking ??= askJson<Me>('/session').finally(() => (asking = undefined));
  begin(await asking);
};

export const authProvider: AuthProvider = {
  login: async (credentials: { name: string; password: string }) => {
    const who = await askJson<Me>('/session', { method: 'POST', body: credentials });
    forgetEarly();
    begin(who);
  },
  logout: async () => {
    if (session.get()) await askJson('/session', { method: 'DELETE' }).catch(() => undefined);
    endSession();
    return '/login';
  },
  checkAuth: check,
  checkError: async (error: unknown) => {
    // Whoever asked has told already (`whenSignedOut`), and the way to the sign-in page is taken.
    if (problemOf(error).status === 401 && session.get()) throw error;
  },
  getPermissions: async () => session.get()?.role,
  getIdentity: async () => {
    const who = session.get();
    return { id: who?.id ?? '', fullName: who?.name ?? '' };
  },
};
