const TICK_MS = 1000;

/**
 * Shows that a step is under way and how long it took, on standard error. In a terminal the line counts
 * the seconds; elsewhere it is written once at the beginning and once at the end.
 */
export async function step(label, task) {
  const started = Date.now();
  const seconds = () => ((Date.now() - started) / 1000).toFixed(1);
  const live = process.stderr.isTTY === true;
  const draw = () => process.stderr.write(`\r  ${label} … ${Math.floor((Date.now() - started) / 1000)} s`);
  const timer = live ? setInterval(draw, TICK_MS) : undefined;
  if (live) draw();
  else process.stderr.write(`  ${label} …\n`);
  try {
    const result = await task();
    process.stderr.write(`${live ? '\r' : ''}  ${label}: done in ${seconds()} s\n`);
    return result;
  } catch (error) {
    process.stderr.write(`${live ? '\r' : ''}  ${label}: failed after ${seconds()} s\n`);
    throw error;
  } finally {
    clearInterval(timer);
  }
}
