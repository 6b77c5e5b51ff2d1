import { homedir } from 'node:os';
import { join } from 'node:path';

// Tests start hundreds of processes: each loads in half the time what another has compiled.
process.env.NODE_COMPILE_CACHE ||= join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'durable-cowork', 'compiled');

// Jest runs the sources as Node does: ES modules, types stripped by swc.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  // Several files share two cores: only a hang comes near it.
  testTimeout: 120_000,
  // Two cores, and much of the time is waiting: for guests, restarts, the minute.
  maxWorkers: 3,
  testSequencer: '<rootDir>/scripts/long-first.cjs',
  setupFiles: ['<rootDir>/test/silence.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: { target: 'es2024', parser: { syntax: 'typescript' } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
};
