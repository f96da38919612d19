/** Reads how many tests passed and failed from the JSON reports of Vitest and Playwright. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Tally, b: Tally): Tally {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** One check without tests of its own: a linter, a build. */
export function single(ok: boolean): Tally {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/**
 * A test file that fails to load counts as one failure: it holds no test that could.
 * @throws Error on anything that is not such a report.
 */
export function vitestTally(report: unknown): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } =
    report as Record<string, unknown>;
  const broken = (testResults as { status: string; assertionResults: unknown[] }[]).filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: count(numPassedTests),
    failed: count(numFailedTests) + broken.length,
    skipped: count(numPendingTests) + count(numTodoTests),
  };
}

/** A test that passed only on a retry is a failure. @throws Error on anything else. */
export function playwrightTally(report: unknown): Tally {
  const { stats, errors } = report as { stats: Record<string, unknown>; errors?: unknown[] };
  return {
    passed: count(stats['expected']),
    failed: count(stats['unexpected']) + count(stats['flaky']) + (errors?.length ?? 0),
    skipped: count(stats['skipped']),
  };
}

function count(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new Error(`Not a count: ${String(value)}`);
}

/** The closing line that CI reads. */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
}
