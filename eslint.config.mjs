// Lint with types. Where a past mistake became a rule, its message says what to do instead.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '**/*.mjs', '**/*.cjs', 'bin/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-params': ['error', 4],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSTypeReference > Identifier[name="Error"]',
          message: 'Errors are classified once by code (contract/errors.ts); `err as Error` hides what it is.',
        },
        {
          selector: 'BinaryExpression[operator="instanceof"] > Identifier.right[name=/^(Error|CoworkError)$/]',
          message: 'instanceof fails across realms (jest): use Error.isError() or isCoworkError().',
        },
      ],
    },
  },
  { files: ['test/**', 'bench/**'], rules: { 'max-params': 'off' } },
);
