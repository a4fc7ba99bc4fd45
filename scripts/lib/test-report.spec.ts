import { describe, expect, it } from 'vitest';
import { summarise } from './test-report.mjs';

const file = (statuses: readonly string[], extra: object = {}) => ({
  name: 'a.spec.ts',
  status: 'passed',
  assertionResults: statuses.map((status, index) => ({
    status,
    title: `t${index}`,
    ancestorTitles: ['Suite'],
  })),
  ...extra,
});

const lastLine = (text: string) => text.trimEnd().split('\n').at(-1);

describe('summarise', () => {
  it('ends with the plain line of counts', () => {
    const { text, executed, failed } = summarise({
      numPassedTests: 2,
      numFailedTests: 1,
      testResults: [file(['passed', 'passed', 'failed'])],
    });
    expect(lastLine(text)).toBe('2 passed, 1 failed');
    expect({ executed, failed }).toEqual({ executed: 3, failed: 1 });
  });

  it('names skipped suites with how many tests each held', () => {
    const { text } = summarise({
      numPassedTests: 1,
      numFailedTests: 0,
      testResults: [file(['passed', 'skipped', 'pending'])],
    });
    expect(text).toContain('skipped: Suite (2)');
    expect(lastLine(text)).toBe('1 passed, 0 failed, 2 skipped');
  });

  it('counts a file that could not be loaded as failed', () => {
    const { text, failed } = summarise({
      numPassedTests: 1,
      numFailedTests: 0,
      testResults: [file(['passed']), file([], { status: 'failed', message: 'Cannot find module x\nat y' })],
    });
    expect(failed).toBe(1);
    expect(text).toContain('not loaded: a.spec.ts: Cannot find module x\n');
    expect(lastLine(text)).toBe('1 passed, 1 failed');
  });

  it('executes nothing where all is skipped, which npm test treats as a failure', () => {
    const report = { numPassedTests: 0, numFailedTests: 0, testResults: [file(['skipped'])] };
    expect(summarise(report).executed).toBe(0);
  });
});
