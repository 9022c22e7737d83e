import { endSession } from './auth-provider.ts';
import { presentClients } from './clients.ts';
import { events, type Change } from './events.ts';
import { session, type Me } from '../app/session.ts';
import { askJson, whenSignedOut } from './fetch.ts';
import { collected, touches } from './invalidate.ts';

/** Events come in bursts while a pull merges; the caches are told a few times a second at most. */
const GATHER = 120;
/** After a restart of the server everybody asks again: not all in the same moment. */
const JITTER = 1500;
/** The overview sums everything up, so every change makes it old: it is asked for this often at most. */
const OVERVIEW = 4000;

let gathered: Change[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

let overviewTimer: ReturnType<typeof setTimeout> | undefined;

const hidden = () => document.visibilityState === 'hidden';

function tellOverview(): void {
  overviewTimer = undefined;
  for (const client of presentClients())
    void client.invalidateQueries({ queryKey: ['overview'], refetchType: hidden() ? 'none' : 'active' });
}

function tell(): void {
  timer = undefined;
  const changes = collected(gathered, (kind) => kind.replaceAll('_', '-'));
  gathered = [];
  overviewTimer ??= setTimeout(tellOverview, OVERVIEW);
  for (const client of presentClients()) {
    void client.invalidateQueries({
      predicate: ({ queryKey, state }) => queryKey[0] !== 'overview' && touches(changes, queryKey, state.data),
      // A page that nobody looks at asks when it is looked at again.
      refetchType: hidden() ? 'none' : 'active',
    });
  }
}

/** `onBye`: the session has ended elsewhere, so there is nothing left to sign out of. */
export function followEvents(onBye: (reason: string) => void): void {
  events.on('change', (change) => {
    gathered.push(change);
    timer ??= setTimeout(tell, GATHER);
  });
  events.on('gap', () => {
    setTimeout(() => {
      // The server was started anew, perhaps in another version; or the session is over.
      void askJson<Me>('/session').then(session.renew, () => undefined);
      // Rows of lists are patched where they stand (grid/live-rows.ts).
      for (const client of presentClients())
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'rows' });
    }, Math.random() * JITTER);
  });
  const leave = (reason: string) => {
    if (!session.get()) return;
    endSession();
    onBye(reason);
  };
  events.on('bye', leave);
  events.on('lost', () => void askJson('/session').catch(() => undefined));
  whenSignedOut(() => leave('the session has ended'));
}
