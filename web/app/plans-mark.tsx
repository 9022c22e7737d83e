import { StatusMark } from '../ui/status.tsx';
import { usePlansAtWork } from './plans-at-work.ts';

/** ◔ while a plan is being applied, ▲ while one waits for a person; nothing otherwise. */
export function PlansMark() {
  const { running, waiting } = usePlansAtWork();
  if (running + waiting === 0) return null;
  const said = [
    waiting > 0 && `${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a person`,
    running > 0 && `${running} under way`,
  ].filter(Boolean);
  return (
    <span className="sy-count">
      <StatusMark status={waiting > 0 ? 'attention' : 'working'} label={said.join(', ')} />
    </span>
  );
}
