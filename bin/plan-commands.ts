import type { Command } from 'commander';
import { StartError } from '../runtime/start-error.ts';

const CODES = `
Exit codes: 0 done, or shown · 1 usage, or an error · 2 checks or rights say no, or you did · 3 failed, or applied in part ·
4 needs a person · 5 what it would change has moved meanwhile`;

/** Standard output is for plans, and no line of a log may stand among them. */
const quietly = <T>(load: () => Promise<T>): Promise<T> => {
  process.env['LOG_LEVEL'] = 'silent';
  // As in bin/commands/worker.ts: a step may be done in this process.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  return load();
};

const atDesk = (command: Command): Command =>
  command
    .option('--json', 'one JSON document on standard output')
    .option('--url <url>', 'the address of the panel; else SWITCHYARD_URL, else this machine')
    .option(
      '--break-glass',
      'on the database itself (DATABASE_URL or DATA_DIR, SWITCHYARD_KEY), although a panel answers',
    );

const applying = (command: Command): Command =>
  command
    .option('-y, --yes', 'do not ask')
    .option('--override', 'although checks say no; on record')
    .option('--decide <step=what...>', 'of steps that wait for a person: done, again or skip, such as 3=done')
    .option('--at <instant>', 'not now, but then: 2026-11-22T02:00:00Z, 02:00 by the clock here, +90m');

/** Plans from a terminal, with or without a panel. */
export function declarePlanCommands(program: Command): void {
  applying(atDesk(program.command('plan')))
    .description(
      'plan an action and show what it would change; without an action: which there are, and their parameters',
    )
    .argument('[action]', 'such as dns.flip')
    .argument('[parameters...]', 'as --name value; objects by name, kind:name or id')
    .option('--params <json>', 'parameters as JSON')
    .option('--reason <text>', 'why; it stands in the history and in the audit')
    .option('--apply', 'and apply it, after a question')
    .allowUnknownOption()
    .addHelpText('after', CODES)
    .action(async (action, words, options) =>
      (await quietly(() => import('./commands/plan.ts'))).plan(action, words, options),
    );
  atDesk(program.command('plans'))
    .description('the latest plans')
    .option('--limit <number>', 'how many', '20')
    .action(async (options) => (await quietly(() => import('./commands/plan-read.ts'))).plans(options));
  atDesk(program.command('show'))
    .description('a plan, and how far it is')
    .argument('<plan>', 'its number or id')
    .action(async (which, options) => (await quietly(() => import('./commands/plan-read.ts'))).show(which, options));
  applying(atDesk(program.command('apply')))
    .description('apply a plan; or, with -f, bring clusters and sources to what a file says')
    .argument('[plan]', 'its number or id')
    .option('-f, --file <file>', 'the estate file (YAML)')
    .option('--dry-run', 'with -f: only show the difference')
    .addHelpText('after', CODES)
    .action(async (which, options) => {
      if ((which === undefined) === (options.file === undefined))
        throw new StartError('give a plan, or a file with -f');
      if (which === undefined) return (await import('./commands/apply.ts')).apply(options);
      return (await quietly(() => import('./commands/plan-apply.ts'))).applyPlan(which, options);
    });
  atDesk(program.command('schedule'))
    .description('apply a plan at an instant, if planning again then gives the same changes')
    .argument('<plan>', 'its number or id')
    .argument('<instant>', 'such as 2026-11-22T02:00:00Z, 02:00 by the clock here, +90m')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', CODES)
    .action(async (which, at, options) =>
      (await quietly(() => import('./commands/plan-apply.ts'))).applyPlan(which, { ...options, at }),
    );
  atDesk(program.command('approve'))
    .description('the yes of a second person, where a cluster asks for one')
    .argument('<plan>', 'its number or id')
    .option('-y, --yes', 'do not ask')
    .option('--reason <text>', 'with --break-glass, where nobody proves who you are: why; on record as an override')
    .addHelpText('after', CODES)
    .action(async (which, options) => (await quietly(() => import('./commands/plan-acts.ts'))).approve(which, options));
  atDesk(program.command('pause'))
    .description('stop a plan that is being applied after the step that is under way')
    .argument('<plan>', 'its number or id')
    .addHelpText('after', CODES)
    .action(async (which, options) => (await quietly(() => import('./commands/plan-acts.ts'))).pause(which, options));
  atDesk(program.command('undo'))
    .description('roll a plan back, while it is being applied or after')
    .argument('<plan>', 'its number or id')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', CODES)
    .action(async (which, options) => (await quietly(() => import('./commands/plan-undo.ts'))).undo(which, options));
  atDesk(program.command('cancel'))
    .description('give a plan up before anything was written')
    .argument('<plan>', 'its number or id')
    .action(async (which, options) => (await quietly(() => import('./commands/plan-acts.ts'))).cancel(which, options));
}
