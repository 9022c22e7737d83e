/**
 * The commercial regions of AWS as `DescribeRegions` lists them, and whether an account has them from the start
 * (AWS General Reference, "Managing AWS Regions"). Nothing in Switchyard may depend on this list: it is the outside.
 */
const always = `ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1
  eu-central-1 eu-north-1 eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`;
const optIn = `af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-7
  ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 me-central-1 me-south-1 mx-central-1`;

const names = (text: string) => text.split(/\s+/).filter((name) => name !== '');

export interface RegionFact {
  name: string;
  needsOptIn: boolean;
}

export const allRegions: readonly RegionFact[] = [
  ...names(always).map((name) => ({ name, needsOptIn: false })),
  ...names(optIn).map((name) => ({ name, needsOptIn: true })),
].toSorted((a, b) => (a.name < b.name ? -1 : 1));

export function regionFact(name: string): RegionFact | undefined {
  return allRegions.find((region) => region.name === name);
}

/** Zone names map to different data centres in each account; the zone id is the same for all (`euw1-az1`). */
export function availabilityZoneId(zone: string): string {
  const match = /^([a-z]{2})-([a-z]+)-(\d)([a-z])$/.exec(zone);
  if (!match) return zone;
  const [, continent, direction, number, letter] = match as unknown as [string, string, string, string, string];
  const short = direction.replace('north', 'n').replace('south', 's').replace('east', 'e').replace('west', 'w');
  return `${continent}${short.replace('central', 'c')}${number}-az${letter.charCodeAt(0) - 96}`;
}
