// How QEMU is started: one machine without network and without anything else that a guest could talk to but our own two channels: its agent's,
// and the one for what commands send out. Paths are those of its jail.
export type Accelerator = 'kvm' | 'hvf' | 'tcg';

export interface Machine {
  readonly accelerator: Accelerator;
  readonly memoryMb: number;
  readonly cpus: number;
}

/** Folders of one machine in its jail. */
export const JAIL = { image: '/image', machine: '/machine' } as const;
/** Files of a machine's folder. */
export const FILES = {
  agent: 'agent.sock',
  egress: 'egress.sock',
  monitor: 'monitor.sock',
  handOver: 'hand-over.sock',
  console: 'console.log',
  disk: 'disk.raw',
  slots: 'slots',
} as const;
/** Shares that one machine can have at once: the task's own folder and those that the user gave. */
export const SLOTS = 9;

export function commandLine({ accelerator, memoryMb, cpus }: Machine): string[] {
  const of = (file: string): string => `${JAIL.machine}/${file}`;
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-nic', 'none'],
    // QEMU's own seccomp filter: what it does not need to run a machine it may not do.
    ...['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
    ...['-machine', 'q35', '-accel', accelerator === 'tcg' ? 'tcg,thread=multi' : accelerator],
    ...['-cpu', accelerator === 'tcg' ? 'max' : 'host', '-smp', String(cpus), '-m', `${memoryMb}M`],
    ...['-kernel', `${JAIL.image}/kernel`, '-initrd', `${JAIL.image}/initrd`],
    // -1: a guest that panics ends, and is not started again by itself.
    ...['-append', 'console=ttyS0 quiet loglevel=3 panic=-1'],
    ...['-drive', `file=${JAIL.image}/root.erofs,format=raw,if=none,id=root,readonly=on`, '-device', 'virtio-blk-pci,drive=root'],
    ...['-drive', `file=${of(FILES.disk)},format=raw,if=none,id=disk,discard=unmap,detect-zeroes=unmap`],
    ...['-device', 'virtio-blk-pci,drive=disk'],
    ...['-device', 'virtio-serial-pci'],
    ...['-chardev', `socket,id=agent,path=${of(FILES.agent)},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=agent,name=cowork.agent'],
    ...['-chardev', `socket,id=egress,path=${of(FILES.egress)},server=on,wait=off`],
    ...['-device', 'virtserialport,chardev=egress,name=cowork.egress'],
    ...['-object', 'rng-random,id=rng,filename=/dev/urandom', '-device', 'virtio-rng-pci,rng=rng'],
    ...['-device', 'virtio-balloon-pci,free-page-reporting=on'],
    ...Array.from({ length: SLOTS }, (_, n) => slot(n)).flat(),
    // Two: descriptors are handed over by a program of their own, whenever that is needed.
    ...['-qmp', `unix:${of(FILES.monitor)},server=on,wait=off`, '-qmp', `unix:${of(FILES.handOver)},server=on,wait=off`],
    ...['-serial', `file:${of(FILES.console)}`],
  ];
}

/** A place for a share. The path is opened only when a device is plugged in, and leads to a descriptor that was handed over before. */
const slot = (n: number): string[] => [
  ...['-device', `pcie-root-port,id=port${n},chassis=${n + 1},slot=${n + 1}`],
  ...['-fsdev', `local,id=slot${n},path=${JAIL.machine}/${FILES.slots}/${n},readonly=on,security_model=none,multidevs=remap`],
];
