import type { PlanWaiting } from './waiting.ts';

/** For the page of a plan and for the commands. */
export const whyItWaits = ({ workersRun }: PlanWaiting): string =>
  workersRun
    ? 'no worker has taken it up yet: those that run have other work. It goes on by itself'
    : 'no worker runs that could take it up: “switchyard start” and “switchyard worker” start one. It goes on by itself then';
