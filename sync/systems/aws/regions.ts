import { z } from 'zod';
import { SystemError } from '../errors.ts';
import { compareText } from '../settled-raw.ts';
import type { AwsConnection } from './connection.ts';
import { operations } from './operations.ts';

const answer = z.object({
  Regions: z.array(z.object({ RegionName: z.string().min(1), OptInStatus: z.string().optional() })),
});

/** Asked for by filter, and looked at again in the answer, since not everything that speaks this API filters. */
const enabled = ['opt-in-not-required', 'opted-in'];

export interface Regions {
  /** The regions to list: the configured ones, or all that are enabled. */
  scopes: string[];
  /** Configured regions that the account has not enabled. */
  disabled: ReadonlySet<string>;
}

/**
 * Regions are asked for and never known beforehand: new ones appear, and a request to one that is not enabled is refused
 * like a wrong key.
 */
export async function regionsOf(connection: AwsConnection): Promise<Regions> {
  const configured = connection.settings.regions;
  let listed: string[];
  try {
    listed = await enabledRegions(connection);
  } catch (error) {
    // Who names the regions can do without the permission to list them.
    const isDenied = error instanceof SystemError && error.needs !== undefined;
    if (!configured || !isDenied) throw error;
    listed = configured;
  }
  const scopes = [...new Set(configured ?? listed)].sort(compareText);
  return { scopes, disabled: new Set(scopes.filter((region) => !listed.includes(region))) };
}

async function enabledRegions(connection: AwsConnection): Promise<string[]> {
  const input = { Filters: [{ Name: 'opt-in-status', Values: enabled }] };
  const { said } = await connection.call(operations.describeRegions, connection.home, input, answer);
  const regions = said.Regions.filter(({ OptInStatus }) => OptInStatus === undefined || enabled.includes(OptInStatus));
  return regions.map(({ RegionName }) => RegionName);
}

export const notEnabled = (region: string) =>
  new SystemError(
    'permanent',
    `The account has not enabled the region ${region}: enable it, or take it out of the regions of this source`,
  );
