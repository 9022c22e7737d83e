import { everything, pageOf, rowsOf } from '../../faults.ts';
import { allRegions, type RegionFact, regionFact } from '../../world/regions.ts';
import { AwsError } from '../aws-error.ts';
import type { AwsOperation } from '../aws-service.ts';
import { describing } from './ec2-buckets.ts';
import { filtersFrom } from './ec2-filters.ts';

type OptInStatus = 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
interface Listed extends RegionFact {
  optInStatus: OptInStatus;
  endpoint: string;
}

/** The regions that the account has; with AllRegions also those it could opt in to. */
export const describeRegions: AwsOperation = {
  name: 'DescribeRegions',
  permission: 'ec2:DescribeRegions',
  bucket: describing('DescribeRegions'),
  run({ account, parameters, faults }) {
    const names = parameters.list('RegionName');
    const unknown = names.find((name) => !regionFact(name));
    if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid region(s): ${unknown}`);
    const matches = filtersFrom<Listed>(parameters, {
      names: {
        endpoint: ({ endpoint }) => [endpoint],
        'opt-in-status': ({ optInStatus }) => [optInStatus],
        'region-name': ({ name }) => [name],
      },
    });
    const everyRegion = parameters.flag('AllRegions');
    const regions = allRegions
      .map((region): Listed => {
        const optedIn = account.optedIn.has(region.name) ? 'opted-in' : 'not-opted-in';
        const optInStatus = region.needsOptIn ? optedIn : 'opt-in-not-required';
        return { ...region, optInStatus, endpoint: `ec2.${region.name}.amazonaws.com` };
      })
      .filter((region) => everyRegion || region.optInStatus !== 'not-opted-in')
      .filter((region) => names.length === 0 || names.includes(region.name))
      .filter((region) => matches?.(region) ?? true);
    const { rows } = pageOf(rowsOf(regions), 0, everything, faults);
    return {
      regionInfo: rows.map(({ name, endpoint, optInStatus }) => ({
        regionName: name,
        regionEndpoint: endpoint,
        optInStatus,
      })),
    };
  },
};
