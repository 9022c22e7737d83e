import { useOverview } from '../app/overview-query.ts';
import { useZone } from '../app/time-travel.tsx';
import { kindNamed } from '../kinds/find.ts';
import { EventLine } from '../ui/event-line.tsx';
import { PHONE, useMedia } from '../ui/use-media.ts';
import { KindList } from './list-page.tsx';
import { MissingPage } from './missing-page.tsx';

/** Announced work: 14 days as a line, and all of it as a list. */
export function MaintenancePage() {
  const kind = kindNamed('maintenance_events');
  const { data } = useOverview();
  const zone = useZone();
  const phone = useMedia(PHONE);
  if (!kind) return <MissingPage />;
  const line = data && data.maintenance.length > 0 && !phone;
  return (
    <KindList
      kind={kind}
      above={
        line && (
          <section className="sy-card sy-list-above" aria-label="14 days">
            <EventLine events={data.maintenance} zone={zone} />
          </section>
        )
      }
    />
  );
}
