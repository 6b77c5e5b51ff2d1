// How QEMU is started: one machine without network and without anything else that a guest could talk to but our own channel.
import { join } from 'node:path';

export type Accelerator = 'kvm' | 'hvf' | 'tcg';

export interface Machine {
  /** Folder with kernel, initrd and root.erofs. */
  readonly image: string;
  /** Folder of this machine alone (0700): its sockets and its console's text. */
  readonly folder: string;
  readonly accelerator: Accelerator;
  readonly memoryMb: number;
  readonly cpus: number;
}

export const agentSocketOf = (machine: Pick<Machine, 'folder'>): string => join(machine.folder, 'agent.sock');
export const monitorSocketOf = (machine: Pick<Machine, 'folder'>): string => join(machine.folder, 'monitor.sock');
export const consoleOf = (machine: Pick<Machine, 'folder'>): string => join(machine.folder, 'console.log');

/** Arguments for qemu-system-x86_64. No shell reads them, and a comma in a path is doubled, as QEMU's options want it. */
export function commandLine(machine: Machine): string[] {
  const { accelerator, memoryMb, cpus } = machine;
  const image = (part: string): string => escaped(join(machine.image, part));
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-nic', 'none'],
    // QEMU's own seccomp filter: what it does not need to run a machine it may not do.
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-machine', 'q35', '-accel', accelerator === 'tcg' ? 'tcg,thread=multi' : accelerator],
    ...['-cpu', accelerator === 'tcg' ? 'max' : 'host', '-smp', String(cpus), '-m', `${memoryMb}M`],
    ...['-kernel', join(machine.image, 'kernel'), '-initrd', join(machine.image, 'initrd')],
    // -1: a guest that panics ends, and is not started again by itself.
    ...['-append', 'console=ttyS0 quiet loglevel=3 panic=-1'],
    ...['-drive', `file=${image('root.erofs')},format=raw,if=none,id=root,readonly=on`, '-device', 'virtio-blk-pci,drive=root'],
    ...['-device', 'virtio-serial-pci'],
    ...['-chardev', `socket,id=agent,path=${escaped(agentSocketOf(machine))},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=agent,name=cowork.agent'],
    ...['-object', 'rng-random,id=rng,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=rng'],
    ...['-device', 'virtio-balloon-pci,free-page-reporting=on'],
    ...['-qmp', `unix:${escaped(monitorSocketOf(machine))},server=on,wait=off`],
    ...['-serial', `file:${consoleOf(machine)}`],
  ];
}

const escaped = (path: string): string => path.replaceAll(',', ',,');
