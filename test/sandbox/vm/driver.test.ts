// The drivers' contract with virtual machines, and what only they promise.
import { findSandbox, MACHINE, picturesFolder } from '../../../src/desktop-sandbox.ts';
import { createQemuDriver } from '../../../src/sandbox/qemu/driver.ts';
import { driverContract } from '../contract/driver.ts';
import { obstacle } from './machine.ts';

driverContract({
  name: 'a virtual machine',
  why: await obstacle(),
  create: (home) =>
    createQemuDriver({
      ...MACHINE,
      ...{ home, pictures: picturesFolder(process.env), timeZone: 'Europe/Berlin' },
      find: findSandbox({ machines: home }, process.env),
    }),
});
