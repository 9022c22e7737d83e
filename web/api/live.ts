import { endSession } from './auth-provider.ts';
import { presentClients } from './clients.ts';
import { events, type Change } from './events.ts';
import { collected, touches } from './invalidate.ts';

/** Events come in bursts while a pull merges; the caches are told a few times a second at most. */
const GATHER = 120;
/** After a restart of the server everybody asks again: not all in the same moment. */
const JITTER = 1500;

let gathered: Change[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;

const hidden = () => document.visibilityState === 'hidden';

function tell(): void {
  timer = undefined;
  const changes = collected(gathered, (kind) => kind.replaceAll('_', '-'));
  gathered = [];
  for (const client of presentClients()) {
    void client.invalidateQueries({
      predicate: ({ queryKey, state }) => touches(changes, queryKey, state.data),
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
      // Rows of lists are patched where they stand (grid/live-rows.ts).
      for (const client of presentClients())
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== 'rows' });
    }, Math.random() * JITTER);
  });
  events.on('bye', (reason) => {
    endSession();
    onBye(reason);
  });
}
