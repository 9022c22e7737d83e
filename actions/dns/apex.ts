import type { RecordSetImage } from '../../contract/plans/record-set-image.ts';

/** Types without which a zone is none (RFC 1034 §4.2.1, RFC 2181 §6.1), and which a provider keeps as records like any other. */
const OF_THE_ZONE: Record<string, readonly string[]> = { powerdns: ['SOA', 'NS'] };

/**
 * Why a set may not be taken away, or may not be there, since it is of the zone itself: PowerDNS takes both, and answers nothing for the zone from then
 * on. null where nothing is against it.
 */
export function whyTheZoneNeedsIt(
  { system, zone }: { system: string; zone: string },
  before: Pick<RecordSetImage, 'name' | 'type'> | null,
  after: Pick<RecordSetImage, 'name' | 'type'> | null,
): string | null {
  const own = OF_THE_ZONE[system];
  if (!own || (after ?? before)?.name !== zone) return null;
  if (after === null && own.includes(before!.type)) return `without its ${before!.type} ${zone} is no zone: edit it`;
  // What is there already is edited, be it wrong.
  if (before === null && after?.type === 'CNAME')
    return `${zone} is a zone and has a SOA and NS: a CNAME stands alone (RFC 1034 §3.6.2)`;
  return null;
}
