import { isActive } from '../../world/hypervisor.ts';
import { defineMachine, type MachineAct, moveMachine, undefineMachine } from '../../world/machines.ts';
import { LibvirtError, notRunning } from '../libvirt-error.ts';
import { machineOf, writeMachine } from '../objects.ts';
import { act, type Call, type Procedure } from '../procedure.ts';
import { machineFromXml } from '../xml/machine-from-xml.ts';

const invalid = (why: string) => new LibvirtError('invalid', 'qemu', `Requested operation is not valid: ${why}`);

const whyNot: Partial<Record<MachineAct, string>> = {
  start: 'domain is already running',
  resume: 'domain is already running',
};

function move(call: Call, what: MachineAct): void {
  const machine = machineOf(call);
  if (moveMachine(call.world, call.host, machine, what) !== undefined) return;
  if (what !== 'start' && !isActive(machine)) throw notRunning();
  throw invalid(whyNot[what] ?? `domain is ${machine.state}`);
}

export const machineActProcedures: readonly Procedure[] = [
  act(9, 'domainCreate', (call) => move(call, 'start')),
  act(196, 'domainCreateWithFlags', (call) => {
    const machine = machineOf(call);
    if (moveMachine(call.world, call.host, machine, 'start') === undefined) throw invalid('domain is already running');
    writeMachine(call.reply, machine);
  }),
  act(12, 'domainDestroy', (call) => move(call, 'destroy')),
  act(234, 'domainDestroyFlags', (call) => move(call, 'destroy')),
  act(33, 'domainShutdown', (call) => move(call, 'stop')),
  act(258, 'domainShutdownFlags', (call) => move(call, 'stop')),
  act(27, 'domainReboot', (call) => move(call, 'reboot')),
  act(245, 'domainReset', (call) => move(call, 'reboot')),
  act(34, 'domainSuspend', (call) => move(call, 'pause')),
  act(28, 'domainResume', (call) => move(call, 'resume')),
  act(29, 'domainSetAutostart', (call) => {
    const machine = machineOf(call);
    if (!machine.persistent) throw invalid('cannot set autostart for transient domain');
    machine.autostart = call.args.bool();
    call.world.changed();
  }),
  act(11, 'domainDefineXml', (call) => define(call)),
  act(350, 'domainDefineXmlFlags', (call) => define(call)),
  act(35, 'domainUndefine', (call) => undefine(call)),
  act(231, 'domainUndefineFlags', (call) => undefine(call)),
];

function define({ args, reply, world, host }: Call): void {
  const input = machineFromXml(args.string());
  const other = host.machineNamed(input.name);
  if (other && other.id !== input.id) {
    const why = `domain '${input.name}' already exists with uuid ${other.id}`;
    throw new LibvirtError('operation-failed', 'domain', `operation failed: ${why}`);
  }
  writeMachine(reply, defineMachine(world, host, input));
}

function undefine(call: Call): void {
  const machine = machineOf(call);
  if (!machine.persistent) throw invalid('cannot undefine transient domain');
  undefineMachine(call.world, call.host, machine);
}
