import type { UpstreamHealth } from './upstream-health.js';

/**
 * Connects to the API now and then, TLS included, where nobody has called it meanwhile. No request is sent, so that
 * none is counted by the API.
 *
 * @param connect Makes a connection and ends it
 * @returns ends the checks
 */
export function checkUpstream(
  health: UpstreamHealth,
  seconds: number,
  connect: () => Promise<void>,
): () => void {
  let isChecking = false;
  const check = async () => {
    const { checkedAt } = health.report();
    const isFresh = checkedAt !== null && Date.now() - Date.parse(checkedAt) < seconds * 1000;
    if (isChecking || isFresh) return;
    isChecking = true;
    await connect()
      .then(
        () => health.connected(),
        (error: unknown) => health.failed(error),
      )
      .finally(() => (isChecking = false));
  };
  const timer = setInterval(() => void check(), seconds * 1000);
  timer.unref();
  void check();
  return () => clearInterval(timer);
}
