import { useId, useState } from 'react';
import { useZone } from '../../app/time-travel.tsx';
import { fromLocal, toLocal } from '../../app/zoned.ts';
import { useClusters } from '../../app/clusters.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import '../../form/form.css';
import type { Plan } from './plan.ts';

const HOUR = 3_600_000;

/** Chooses when the plan is applied, by the clock of its cluster. */
export function ScheduleDialog({
  plan,
  onSchedule,
  onClose,
}: {
  plan: Plan;
  onSchedule: (at: string) => void;
  onClose: () => void;
}) {
  const id = useId();
  const usual = useZone();
  const clusters = useClusters();
  const zone = clusters.find((cluster) => cluster.id === plan.clusterIds[0])?.timeZone ?? usual;
  const [opened] = useState(() => Date.now());
  const [local, setLocal] = useState(() =>
    toLocal(plan.scheduledFor ?? new Date(Math.ceil((opened + HOUR) / HOUR) * HOUR).toISOString(), zone),
  );
  const at = fromLocal(local, zone);
  const whyNot = at === null ? 'choose a day and a time' : Date.parse(at) <= opened ? 'this instant has passed' : null;
  return (
    <Dialog title="Apply it later" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (at !== null && whyNot === null) onSchedule(at);
        }}
      >
        <div className="sy-dialog-body">
          <p>It is planned again then, and applied if that gives the same changes.</p>
          <div className="sy-field">
            <label htmlFor={id}>When, in {zone}</label>
            <input
              id={id}
              className="sy-input"
              type="datetime-local"
              value={local}
              min={toLocal(new Date(opened).toISOString(), zone)}
              onChange={(event) => setLocal(event.target.value)}
            />
          </div>
        </div>
        <div className="sy-dialog-foot">
          <Button onClick={onClose}>Back</Button>
          <Button kind="main" type="submit" whyNot={whyNot}>
            Schedule
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
