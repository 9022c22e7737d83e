import type { Row } from '../system.ts';
import { domainStates } from './rpc/procedures.ts';

type State = Row<'virtual_machines'>['state'];

const words: Record<(typeof domainStates)[number], State> = {
  nostate: 'unknown',
  running: 'running',
  // Xen's word for one that waits for something to do.
  blocked: 'running',
  paused: 'paused',
  shutdown: 'shutting-down',
  shutoff: 'shut-off',
  crashed: 'crashed',
  pmsuspended: 'suspended',
};

/**
 * Reasons to be paused while another host runs the machine, or is about to (virDomainPausedReason): migration, starting up (which is how one that
 * comes in begins), and post-copy, where its memory follows it.
 */
const elsewhere = new Set([2, 11, 12, 13]);

export interface DomainState {
  state: State;
  /** Whether this host runs it: otherwise it is here only where no other host has it. */
  runs: boolean;
}

/** From virDomainState and its reason. */
export function stateOf(number: number, reason: number): DomainState {
  const word = domainStates[number];
  const state = word === undefined ? 'unknown' : words[word];
  const runs = state === 'paused' ? !elsewhere.has(reason) : !['shut-off', 'crashed', 'unknown'].includes(state);
  return { state, runs };
}
