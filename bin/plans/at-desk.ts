import type { Desk } from './desk.ts';
import { PlanTrouble } from './exit-code.ts';
import { type DeskOptions, openDesk } from './open-desk.ts';
import { printJson, type Talk, talk } from './talk.ts';

export type DeskCommand = DeskOptions & { json?: boolean };

/** Does a command's work at a desk that is closed in the end. With `--json` what goes wrong is a document too. */
export async function atDesk(options: DeskCommand, work: (desk: Desk, out: Talk) => Promise<void>): Promise<void> {
  const out = talk(options.json === true);
  try {
    const desk = await openDesk(options, out);
    try {
      await work(desk, out);
    } finally {
      await desk.close();
    }
  } catch (error) {
    if (out.json && error instanceof Error)
      printJson({ error: error.message, exitCode: error instanceof PlanTrouble ? error.exitCode : 1 });
    throw error;
  }
}
