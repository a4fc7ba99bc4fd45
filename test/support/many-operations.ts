/** A description of 5,000 operations in 50 tags, as JSON text. */
export function manyOperations(url: string): string {
  const paths = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, index) => [
      `/things/${index}`,
      {
        get: {
          operationId: `thing_${index}`,
          tags: [`Tag ${index % 50}`],
          summary: `Reads thing ${index}.`,
          responses: { 200: { description: 'It.' } },
        },
      },
    ]),
  );
  return JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Many', version: '1' },
    servers: [{ url }],
    paths,
  });
}

/** Scrolls the tree from end to end. @returns milliseconds of each frame */
export const SCROLL = `new Promise((resolve) => {
  const tree = document.querySelector('[role=tree]');
  const times = [];
  let last;
  const frame = (now) => {
    if (last !== undefined) times.push(now - last);
    last = now;
    tree.scrollTop += tree.scrollHeight / 60;
    if (times.length < 60) requestAnimationFrame(frame); else resolve(times);
  };
  requestAnimationFrame(frame);
})`;
