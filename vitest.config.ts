import { defineConfig } from 'vitest/config';

/**
 * Sources are imported as they are, by the condition that TypeScript uses too. No other condition is named:
 * Vitest hands them to Node, where `import` would make packages give ES modules to `require`.
 */
const resolve = { conditions: ['toolwright-source'] };
const ssr = { resolve };

function suite(name: string, include: string[], timeoutMs = 10_000) {
  return {
    resolve,
    ssr,
    test: {
      name,
      include,
      testTimeout: timeoutMs,
      hookTimeout: Math.max(timeoutMs, 60_000),
      maxConcurrency: 2,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      suite('unit', ['libs/**/*.spec.ts', 'apps/**/*.spec.ts', 'scripts/**/*.spec.ts']),
      suite('golden', ['test/golden/**/*.spec.ts'], 180_000),
      suite('fidelity', ['test/fidelity/**/*.spec.ts'], 30_000),
      suite('medium', ['test/medium/**/*.spec.ts'], 120_000),
      suite('hostile', ['test/hostile/**/*.spec.ts'], 120_000),
      suite('conformance', ['test/conformance/**/*.spec.ts'], 300_000),
      suite('soak', ['test/soak/**/*.spec.ts'], 180_000),
      suite('chaos', ['test/chaos/**/*.spec.ts'], 180_000),
      suite('e2e', ['test/e2e/**/*.spec.ts'], 300_000),
      suite('browser', ['test/browser/**/*.spec.ts'], 120_000),
    ],
  },
});
