import { z } from 'zod';
import { faultSchema, faultTargetSchema, howArgument, howSchema } from '../fault-kinds.ts';
import type { Fault } from '../faults.ts';
import { type Command, command, ControlError, nothing } from './command.ts';

const ways = howSchema.options.map((option) => option.shape.how.value);

const told = z.object({ service: faultTargetSchema, how: z.enum(ways), value: z.unknown() }).catchall(z.unknown());

/** The fields of the fault itself stand beside those that aim it, as in `fail ec2 half-page 3 region=eu-west-1 times=2`. */
const aims = ['service', 'how', 'value', 'operation', 'region', 'zone', 'account', 'host', 'times'];
const failFields = [...new Set([...aims, ...Object.values(howArgument)])];

const failSchema = z.preprocess((body) => {
  const { how, value, account, ...rest } = told.partial({ value: true }).parse(body);
  const strange = Object.keys(rest).find((field) => !failFields.includes(field));
  if (strange !== undefined) throw new ControlError(`a fault has no "${strange}"`);
  const argument = howArgument[how];
  const given = value !== undefined && argument ? { [argument]: value } : {};
  // `account` aims every fault but the one that takes it as what the credentials now belong to.
  if (how === 'other-account') return { ...rest, what: { how, account, ...given } };
  return { ...rest, account, what: { how, ...rest, ...given } };
}, faultSchema);

export const faultCommands: readonly Command[] = [
  command(
    'fail',
    '<service> <how> [value]',
    `Makes a service fail: ${ways.join(', ')}. Aimed by operation=, region=, zone=, account=, host=; for so many calls with times=.`,
    failSchema,
    ({ faults }, settings) => {
      const fault = faults.add(settings);
      return { text: describeFault(fault), data: publicFault(fault) };
    },
    failFields,
  ),
  command(
    'heal',
    '[service]',
    'Ends the faults of a service, or all.',
    z.strictObject({ service: faultTargetSchema.default('all') }),
    ({ faults }, { service }) => {
      const healed = faults.heal(service);
      return { text: `${healed} fault${healed === 1 ? '' : 's'} healed`, data: { healed } };
    },
  ),
  command('faults', '', 'Shows the faults that are set.', nothing, ({ faults }) => {
    const list = faults.list();
    return { text: list.map(describeFault).join('\n') || 'nothing fails', data: list.map(publicFault) };
  }),
];

function describeFault({
  id,
  service,
  what: { how, ...values },
  times,
  used,
  operation,
  region,
  zone,
  account,
  host,
}: Fault): string {
  const aim = Object.entries({ operation, region, zone, account, host, times });
  const shown = [...Object.entries(values), ...aim].filter(([, value]) => value !== undefined);
  return [
    `#${id} ${service} ${how}`,
    ...shown.map(([key, value]) => `${key}=${String(value)}`),
    `(felt ${used} times)`,
  ].join(' ');
}

const publicFault = ({ past: _past, ...fault }: Fault) => fault;
