import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { repositoryRoot } from '../runtime/repository-root.ts';
import { StartError } from '../runtime/start-error.ts';
import { declarePlanCommands } from './plan-commands.ts';

const { version } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as { version: string };

const program = new Command('switchyard')
  .description('One relational model of your infrastructure, the links between its parts, and the acts across them.')
  .version(version)
  .addHelpText(
    'after',
    '\nSettings are environment variables: PORT, HOST, DATA_DIR, DATABASE_URL, REDIS_URL and more; see README.md.',
  );

// Each command is imported when it is called: the server does not load what only the worker needs, and the reverse.
program
  .command('start', { isDefault: true })
  .description('server and worker on this machine')
  .action(async () => (await import('./commands/start.ts')).start());
program
  .command('demo')
  .description('start, together with stand-ins for AWS, Cloudflare and PowerDNS to try it on')
  .action(async () => (await import('./commands/demo.ts')).demo());
program
  .command('server')
  .description('the server alone: UI and API; needs DATABASE_URL')
  .action(async () => (await import('./commands/server.ts')).server());
program
  .command('worker')
  .description('a worker alone; needs DATABASE_URL')
  .action(async () => (await import('./commands/worker.ts')).worker());
program
  .command('migrate')
  .description('bring the database to this version and end')
  .action(async () => (await import('./commands/migrate.ts')).migrateAndEnd());
program
  .command('rotate-key')
  .description('seal everything anew, from SWITCHYARD_OLD_KEY to SWITCHYARD_KEY; needs Switchyard to be stopped')
  .action(async () => (await import('./commands/rotate-key.ts')).rotateKeyAndEnd());
const audit = program.command('audit').description('whether the audit is as it was written, and the audit as a file');
audit
  .command('verify')
  .description('find the first entry that was edited, removed, put in or moved; the exit code is 1 then')
  .option('--head <number:hash>', 'compare with a head that was kept elsewhere')
  .action(async (options) => (await import('./commands/audit.ts')).verify(options));
audit
  .command('export')
  .description('lines of JSON on standard output, in the order of the chain')
  .option('--since <instant>', 'from the first entry of that instant or later')
  .action(async (options) => (await import('./commands/audit.ts')).exportAudit(options));
declarePlanCommands(program);
program
  .command('lab')
  .description('drive the stand-ins of a running demo: "switchyard lab help" lists what they do')
  .argument('[what...]', 'or "serve", to start them without a panel')
  .option('--port <port>', 'where they listen, with "serve"')
  .option('--url <url>', "where they are, if not this machine's demo")
  .action(async (what, options) => (await import('./commands/lab.ts')).lab(what, options));

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof StartError) process.stderr.write(`switchyard: ${error.message}\n`);
  else process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
  process.exit((error as { exitCode?: number }).exitCode ?? 1);
}
