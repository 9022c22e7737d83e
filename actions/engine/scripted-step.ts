import { stepShapes } from '../../contract/plans/steps.ts';
import type { StepData, StepOf } from '../../contract/plans/steps.ts';
import type { Verdict } from '../../contract/plans/verdict.ts';
import { uuidv7 } from '../../runtime/uuidv7.ts';
import { type Invert, type MakeReady, type ReadyStep, StepFailure } from './step-type.ts';

type ModeStep = StepOf<'source.set-mode'>;
export type Trouble =
  'refused' | 'refused-mixed' | '500-before' | '500-after' | '429' | 'hangs' | 'unreadable' | 'read-429';

/**
 * An outside in memory for tests of the engine: places that hold a word, written by steps in the shape of `source.set-mode`. It can be told to fail, and
 * remembers every write.
 */
export class ScriptedOutside {
  readonly holds = new Map<string, string>();
  readonly writes: { place: string; value: string }[] = [];
  /** Place → what happens to its next writes. */
  readonly trouble = new Map<string, Trouble[]>();
  /** Called when a write has arrived, before it is done. */
  onWrite: (place: string) => Promise<void> = async () => undefined;
  /** What serves it says so. */
  verify: ((place: string) => Promise<string[]>) | undefined;
  /** Brings into the model what was seen there. */
  takeIn: ((place: string) => Promise<void>) | undefined;
  readonly atOnce = new Map<string, number>();
  mostAtOnce = 0;

  /** As if nothing had happened here. */
  forget(): void {
    for (const one of [this.holds, this.trouble, this.atOnce]) one.clear();
    this.writes.length = 0;
    this.onWrite = async () => undefined;
    this.verify = undefined;
    this.takeIn = undefined;
    this.mostAtOnce = 0;
  }

  step(place: string, before: 'read' | 'write-all', after: 'read' | 'write-all'): ModeStep {
    return stepShapes['source.set-mode'].parse({
      type: 'source.set-mode',
      v: 1,
      target: { sourceId: uuidv7(), sourceName: place },
      before,
      after,
    });
  }

  /** Of another type, and the same in all else. */
  adoptStep(place: string): StepData {
    const objects = [{ kind: 'record_sets', id: uuidv7(), name: place }];
    const { target, before, after } = this.step(place, 'read', 'write-all');
    const adopting = stepShapes['object.adopt'].parse({ type: 'object.adopt', v: 1, target, objects, adopt: true });
    return Object.assign(adopting, { before, after });
  }

  readonly makeReady: MakeReady = async (data) => this.ready(data as ModeStep);

  readonly invert: Invert = (data, found, left) => ({
    ...(data as ModeStep),
    before: (left as ModeStep['before']) ?? (data as ModeStep).after,
    after: found as ModeStep['after'],
  });

  private ready(data: ModeStep): ReadyStep {
    const place = data.target.sourceName;
    return {
      data,
      target: place.split('/')[0]!,
      deadlineSeconds: 1,
      readable: !place.includes('blind'),
      read: async () => {
        const [trouble] = this.trouble.get(place) ?? [];
        if (trouble === 'unreadable' || trouble === 'read-429') {
          this.trouble.get(place)!.shift();
          throw trouble === 'unreadable'
            ? new StepFailure('unknown', 'it answered 503')
            : new StepFailure('later', 'it asked to wait', 1);
        }
        return this.holds.get(place) ?? 'read';
      },
      write: (_, signal) => this.write(place, data.after, signal),
      classify: (image): Verdict =>
        image === data.after
          ? { is: 'after', foreign: [] }
          : image === data.before
            ? { is: 'before', foreign: [] }
            : { is: 'other', foreign: [`${place} is ${String(image)}`] },
      ...(this.takeIn && { takeIn: () => this.takeIn!(place) }),
      ...(this.verify && { verify: () => this.verify!(place) }),
    };
  }

  private async write(place: string, value: string, signal: AbortSignal): Promise<string> {
    const target = place.split('/')[0]!;
    this.atOnce.set(target, (this.atOnce.get(target) ?? 0) + 1);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce.get(target)!);
    try {
      await this.onWrite(place);
      const trouble = this.trouble.get(place)?.shift();
      if (trouble === 'refused') throw new StepFailure('refused', 'it said no');
      if (trouble === '500-before') throw new StepFailure('unknown', 'it answered 500');
      if (trouble === '429') throw new StepFailure('later', 'it asked to wait', 1);
      if (trouble === 'hangs')
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      this.holds.set(place, value);
      this.writes.push({ place, value });
      if (trouble === '500-after') throw new StepFailure('unknown', 'it answered 500 after it was done');
      return 'ok';
    } finally {
      this.atOnce.set(target, this.atOnce.get(target)! - 1);
    }
  }
}
