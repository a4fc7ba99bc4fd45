import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const UNUSED = { argsIgnorePattern: '^_', varsIgnorePattern: '^_' };
/** The test runner itself waits for these. */
const TEST_RUNNER = [{ from: 'package', package: 'node:test', name: ['describe', 'test'] }];

export default defineConfig({ ignores: ['dist/'] }, js.configs.recommended, {
  files: ['**/*.ts'],
  extends: [tseslint.configs.recommendedTypeChecked],
  languageOptions: { parserOptions: { projectService: true } },
  rules: {
    '@typescript-eslint/no-floating-promises': ['error', { allowForKnownSafeCalls: TEST_RUNNER }],
    '@typescript-eslint/no-unused-vars': ['error', UNUSED],
    // Numbers and the like go into texts as they are.
    '@typescript-eslint/restrict-template-expressions': 'off',
  },
});
