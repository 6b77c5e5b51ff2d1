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
