import { Command } from 'commander';
import { expect, it } from 'vitest';
import { declarePlanCommands } from './plan-commands.ts';

/** What a command line comes to, before anything is asked of a panel. */
const run = (line: string) => {
  const program = new Command().exitOverride();
  declarePlanCommands(program);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program.parseAsync(line.split(' '), { from: 'user' });
};

it.each([
  ['plan dns.flop', /dns\.flop is none of dns\.flip, dns\.repoint/],
  ['plan dns.flip', /dns\.flip needs --from-load-balancer \(Where traffic goes now\.\), --to-load-balancer/],
  // Options of the command may stand among those of the action.
  ['plan dns.flip --from-load-balancer --yes x', /needs --to-load-balancer|parameters are given as/],
  ['plan dns.flip --yes --from eu --json', /dns\.flip takes no --from; it takes --cluster/],
  ['plan dns.edit --params [] --record-set x', /--params: not a JSON object/],
  ['plan dns.edit --params {"recordSetIds":1} --ttl x', /--ttl x: not a whole number/],
  ['plans --limit many', /--limit many: from 1 to 1000/],
  ['apply', /give a plan, or a file with -f/],
  ['apply 12 -f estate.yaml', /give a plan, or a file with -f/],
  ['show', /missing required argument/],
])('%s is refused', async (line, says) => {
  await expect(run(line)).rejects.toThrow(says);
});
