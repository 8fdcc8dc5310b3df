import { readFileSync } from 'node:fs';

/**
 * Counts of a run from vitest's JSON report. A file that fails before its first test counts as one failure, and so does a run that
 * ended badly (`status`) without any failed test: nothing that is wrong shows as `0 failed`.
 */
export function readCounts(file, status) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const brokenFiles = report.testResults.filter(
    ({ status: result, assertionResults }) => result === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped: report.numPendingTests + (report.numTodoTests ?? 0),
  };
}

/** `12 passed, 0 failed`; tests that were skipped are named with the tools that are missing. */
export function endLine({ passed, failed, skipped }, missing) {
  const line = `${passed} passed, ${failed} failed`;
  if (skipped === 0) return line;
  return `${line}, ${skipped} SKIPPED${missing.length > 0 ? ` (missing here: ${missing.join(', ')})` : ''}`;
}
