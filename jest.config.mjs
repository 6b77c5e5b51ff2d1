// Jest runs the sources as Node does: ES modules, types stripped by swc.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // The chaos soak and the quick forms of crash sweep and benches take minutes of two quiet cores: COWORK_TEST_RIGS=1 npm test runs them too.
  testPathIgnorePatterns: [
    '/node_modules/',
    ...(process.env.COWORK_TEST_RIGS ? [] : ['/test/chaos/chaos\\.test\\.ts$', '/test/crash-sweep/quick\\.test\\.ts$', '/test/bench/quick\\.test\\.ts$']),
  ],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout: 30_000,
  maxWorkers: 2,
  setupFiles: ['<rootDir>/test/silence.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { swcrc: false, jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
};
