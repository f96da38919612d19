import { describe, expect, test } from 'vitest';
import {
  add,
  closingLine,
  NOTHING,
  playwrightTally,
  single,
  vitestTally,
} from '../../../../cli/verdict/tally';

describe('counting tests', () => {
  test('reads a report of Vitest', () => {
    expect(
      vitestTally({
        numPassedTests: 5,
        numFailedTests: 1,
        numPendingTests: 2,
        numTodoTests: 1,
        testResults: [{ status: 'failed', assertionResults: [{}] }],
      }),
    ).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test('a file of Vitest that does not load is a failure', () => {
    const report = {
      numPassedTests: 5,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      testResults: [
        { status: 'passed', assertionResults: [{}] },
        { status: 'failed', assertionResults: [] },
      ],
    };
    expect(vitestTally(report).failed).toBe(1);
  });

  test('reads a report of Playwright; flaky and broken files are failures', () => {
    const stats = { expected: 7, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightTally({ stats, errors: [{}] })).toEqual({ passed: 7, failed: 3, skipped: 2 });
  });

  test('takes nothing else for a report', () => {
    expect(() => playwrightTally({ stats: { expected: 'all' } })).toThrow(/Not a count/);
    expect(() => vitestTally({})).toThrow();
  });

  test('sums up in one line', () => {
    const total = [single(true), single(false), single(true)].reduce(add, NOTHING);
    expect(closingLine(total)).toBe('2 passed, 1 failed');
    expect(closingLine({ ...total, skipped: 3 })).toBe('2 passed, 1 failed, 3 skipped');
  });
});
