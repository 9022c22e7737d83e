import { isActive } from '../../world/hypervisor.ts';
import type { VirtualMachine } from '../../world/hypervisor-schema.ts';
import { cpuTimeOf } from '../../world/machine-counters.ts';
import { listed, passes, writeList } from '../listed.ts';
import { machineOf, noMachine, writeMachine } from '../objects.ts';
import { type Call, type Procedure, procedure } from '../procedure.ts';
import { describeMachine } from '../describe-machine.ts';
import { stateNumber } from '../states.ts';
import { statisticsOf } from '../statistics.ts';
import { writeTyped } from '../typed-parameters.ts';
import { readMachine } from '../objects.ts';

/** VIR_CONNECT_LIST_DOMAINS_…: managed saves, snapshots and checkpoints there are none of. */
const hasFlags = (flags: number, machine: VirtualMachine) => {
  const { state, persistent, autostart } = machine;
  return passes(flags, [
    [[1, isActive(machine)], [2, !isActive(machine)]],
    [[4, persistent], [8, !persistent]],
    [[16, state === 'running'], [32, state === 'paused'], [64, state === 'shutoff'], [128, !['running', 'paused', 'shutoff'].includes(state)]],
    [[256, false], [512, true]],
    [[1024, autostart], [2048, !autostart]],
    [[4096, false], [8192, true]],
    [[16384, false], [32768, true]],
  ]); // prettier-ignore
};

const active = ({ host, faults }: Call) => listed([...host.machines].filter(isActive), faults);
const defined = ({ host, faults }: Call) =>
  listed(
    [...host.machines].filter((one) => !isActive(one)),
    faults,
  );

export const machineProcedures: readonly Procedure[] = [
  procedure(273, 'connectListAllDomains', ({ args, reply, host, faults }) => {
    const [wanted, flags] = [args.bool(), args.uint()];
    writeList(
      reply,
      wanted,
      listed(
        [...host.machines].filter((one) => hasFlags(flags, one)),
        faults,
      ),
      writeMachine,
    );
  }),
  procedure(51, 'connectNumOfDomains', (call) => call.reply.int(active(call).total)),
  procedure(37, 'connectListDomains', (call) => {
    const most = call.args.int();
    call.reply.array(active(call).rows.slice(0, most), (to, { runtimeId }) => to.int(runtimeId));
  }),
  procedure(25, 'connectNumOfDefinedDomains', (call) => call.reply.int(defined(call).total)),
  procedure(21, 'connectListDefinedDomains', (call) => {
    const most = call.args.int();
    call.reply.array(defined(call).rows.slice(0, most), (to, { name }) => to.string(name));
  }),
  procedure(22, 'domainLookupById', ({ args, reply, host }) => {
    const id = args.int();
    const machine = [...host.machines].find((one) => isActive(one) && one.runtimeId === id);
    if (!machine) throw noMachine(`id ${id}`);
    writeMachine(reply, machine);
  }),
  procedure(23, 'domainLookupByName', ({ args, reply, host }) => {
    const name = args.string();
    const machine = host.machineNamed(name);
    if (!machine) throw noMachine(`name '${name}'`);
    writeMachine(reply, machine);
  }),
  procedure(24, 'domainLookupByUuid', ({ args, reply, host }) => {
    const id = args.uuid();
    const machine = host.machines.get(id);
    if (!machine) throw noMachine(`uuid '${id}'`);
    writeMachine(reply, machine);
  }),
  procedure(14, 'domainGetXmlDesc', (call) => call.reply.string(describeMachine(call, machineOf(call)))),
  procedure(212, 'domainGetState', (call) => {
    const { state, reason } = machineOf(call);
    call.reply.int(stateNumber(state)).int(reason);
  }),
  procedure(16, 'domainGetInfo', (call) => {
    const machine = machineOf(call);
    const { state, memoryMiB, maxMemoryMiB = memoryMiB, vcpus } = machine;
    call.reply
      .uint(stateNumber(state))
      .hyper(maxMemoryMiB * 1024)
      .hyper(memoryMiB * 1024)
      .uint(vcpus);
    call.reply.hyper(cpuTimeOf(machine, call.now));
  }),
  procedure(15, 'domainGetAutostart', (call) => call.reply.bool(machineOf(call).autostart)),
  procedure(17, 'domainGetMaxMemory', (call) => {
    const { memoryMiB, maxMemoryMiB = memoryMiB } = machineOf(call);
    call.reply.hyper(maxMemoryMiB * 1024);
  }),
  procedure(18, 'domainGetMaxVcpus', (call) => {
    const { vcpus, maxVcpus = vcpus } = machineOf(call);
    call.reply.int(maxVcpus);
  }),
  procedure(200, 'domainGetVcpusFlags', (call) => {
    const { vcpus, maxVcpus = vcpus } = machineOf(call);
    // VIR_DOMAIN_VCPU_MAXIMUM
    call.reply.int((call.args.uint() & 4) === 0 ? vcpus : maxVcpus);
  }),
  procedure(19, 'domainGetOsType', (call) => (machineOf(call), call.reply.string('hvm'))),
  procedure(150, 'domainIsActive', (call) => call.reply.bool(isActive(machineOf(call)))),
  procedure(151, 'domainIsPersistent', (call) => call.reply.bool(machineOf(call).persistent)),
  procedure(202, 'domainIsUpdated', (call) => (machineOf(call), call.reply.bool(false))),
  procedure(183, 'domainHasManagedSaveImage', (call) => (machineOf(call), call.reply.bool(false))),
  procedure(274, 'domainListAllSnapshots', (call) => (machineOf(call), call.reply.uint(0).uint(0))),
  procedure(426, 'domainGetMessages', (call) => (machineOf(call), call.reply.uint(0))),
  procedure(344, 'connectGetAllDomainStats', ({ args, reply, host, faults, now }) => {
    const named = args.array((from) => readMachine(from));
    const [mask, flags] = [args.uint(), args.uint()];
    // Of named ones those that are gone are left out without a word.
    const asked = named.length === 0 ? [...host.machines] : named.flatMap(({ id }) => host.machines.get(id) ?? []);
    const { rows } = listed(
      asked.filter((one) => hasFlags(flags, one)),
      faults,
    );
    reply.array(rows, (to, machine) => writeTyped(writeMachine(to, machine), statisticsOf(host, machine, mask, now)));
  }),
];
