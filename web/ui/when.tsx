import { useNow } from './now.ts';
import { exactTime, shortTime } from './relative-time.ts';

/** A time: relative up to a day, exact on hover and in what is copied. `zone` is the cluster's, where one is concerned. */
export function When({ at, zone }: { at: string | null | undefined; zone?: string | undefined }) {
  const now = useNow();
  if (!at) return <span className="sy-none">–</span>;
  return (
    <time dateTime={at} title={exactTime(at, zone)} className="sy-when">
      {shortTime(at, { now, zone })}
    </time>
  );
}
