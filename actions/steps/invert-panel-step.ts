import type { StepData } from '../../contract/plans/steps.ts';

/** The step that takes back one of the panel's own; null where there is nothing to take back. */
export function invertPanelStep(data: StepData, found: unknown): StepData | null {
  if (data.type === 'source.set-mode') return { ...data, before: data.after, after: data.before };
  if (data.type !== 'object.adopt') return null;
  // Those that were so before stay so.
  const objects = data.objects.filter((_, place) => (found as boolean[])[place] !== data.adopt);
  return objects.length ? { ...data, objects, adopt: !data.adopt } : null;
}
