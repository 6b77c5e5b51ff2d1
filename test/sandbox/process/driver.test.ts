// The drivers' contract with processes of this computer.
import { findProcessSandbox } from '../../../src/desktop-sandbox.ts';
import { createProcessDriver } from '../../../src/sandbox/process/driver.ts';
import { driverContract } from '../contract/driver.ts';
import { processObstacle } from './obstacle.ts';

driverContract({
  name: 'processes',
  why: await processObstacle(),
  create: (home) =>
    createProcessDriver({ home, find: findProcessSandbox({ jails: home }, process.env), timeZone: 'Europe/Berlin' }),
});
