/** A Vitest reporter that says why a test failed when it did: a long run may be ended before it tells at its end. */
export default class FailuresAtOnce {
  onTestCaseResult(testCase) {
    const { state, errors = [] } = testCase.result();
    if (state !== 'failed') return;
    const reasons = errors.map(({ message, diff, stack }) => [message, diff ?? '', stack ?? ''].join('\n'));
    process.stdout.write(`\nfailed: ${testCase.fullName}\n${reasons.join('\n')}\n`);
  }
}
