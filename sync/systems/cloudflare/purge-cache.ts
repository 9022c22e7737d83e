import { purgesOf } from '../../../contract/plans/chunks.ts';
import { type Purged, purged, type StepOf } from '../../../contract/plans/steps.ts';
import { SystemError } from '../errors.ts';
import type { SystemStep } from '../system.ts';
import { connectCloudflare } from './connection.ts';

type Purge = StepOf<'cache.purge'>;

const DEADLINE_SECONDS = 15;

/** `POST /zones/:id/purge_cache`. Nobody can ask what is cached: an answer means that it was accepted, and there is no way back. */
export const cloudflarePurgeCache: SystemStep<'cache.purge', null> = {
  readable: false,
  deadlineSeconds: () => DEADLINE_SECONDS,
  target: ({ target }: Purge) => `cloudflare cache ${target.zoneKey}`,
  read: async () => ({ image: null, heard: () => [] }),
  classify: () => ({ is: 'before', foreign: [] }),
  invert: () => null,

  async write({ target, what }, _, source, tools) {
    const connection = connectCloudflare(source, tools, tools.signal, 'plans');
    const path = `/zones/${encodeURIComponent(target.zoneKey)}/purge_cache`;
    await connection.post(path, bodyOf(what), 'Cache Purge', DEADLINE_SECONDS * 1000);
    return 'accepted';
  },
};

/** @throws SystemError for what the API would refuse: nothing is sent */
function bodyOf(what: Purged): Record<string, unknown> {
  const given = Object.entries(purged.parse(what)).filter(([, value]) => value !== undefined);
  const [[by, named] = ['', undefined]] = given;
  if (given.length !== 1 || named === undefined)
    throw new SystemError('permanent', 'a purge has exactly one of hosts, prefixes, tags, files and everything');
  if (named === true) return { purge_everything: true };
  if (purgesOf(what).length !== 1)
    throw new SystemError('permanent', `a purge names 1 to 100 ${by}, not ${named.length}`);
  return { [by]: named };
}
