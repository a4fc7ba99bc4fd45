import { expect, it } from 'vitest';
import { LineBuffer, MOST_LINES, type Positions } from './line-buffer.js';

const ORIGIN = { container: 'c', deploymentId: 'd', release: 3, instance: 2 };
const at = (ms: number) => new Date(1_000_000 + ms);
const line = (ms: number, text: string, stream: 'stdout' | 'stderr' = 'stdout') => ({
  at: at(ms),
  stream,
  text,
});
const buffer = (known: Positions = {}) => new LineBuffer(ORIGIN, known, (text) => text);
const texts = (one: LineBuffer) => one.take()?.lines.map(({ text }) => text);

it('takes each line once, however often the engine gives it, and also lines of one time', () => {
  const all = [line(1, 'a'), line(2, 'b'), line(2, 'c'), line(2, 'x', 'stderr'), line(2, 'd'), line(3, 'e')];
  for (let cut = 0; cut <= all.length; cut += 1) {
    const first = buffer();
    for (const one of all.slice(0, cut)) first.push(one);
    const batch = first.take();
    const second = buffer(batch?.positions);
    for (const one of all) second.push(one);
    const both = [...(batch?.lines ?? []), ...(second.take()?.lines ?? [])].map(({ text }) => text);
    expect(both).toEqual(['a', 'b', 'c', 'x', 'd', 'e']);
  }
});

it('bounds what waits, says what it dropped, and goes on behind it', () => {
  const one = buffer();
  for (let count = 0; count < MOST_LINES + 500; count += 1) one.push(line(count, 'noise'));
  const batch = one.take();
  expect(batch?.lines).toHaveLength(MOST_LINES + 1);
  expect(batch?.lines.at(-1)).toMatchObject({
    source: 'hub',
    level: 'warn',
    release: 3,
    instance: 2,
    text: '500 lines dropped: they came faster than they are stored',
  });
  expect(batch?.positions.stdout?.at).toEqual(at(MOST_LINES + 499));
  one.push(line(MOST_LINES + 600, 'after'));
  expect(texts(one)).toEqual(['after']);
  expect(texts(one)).toBeUndefined();
});

it('reads again from the stream that is further behind, and from earlier where one was silent', () => {
  const five = { at: at(5), lines: 1 };
  expect(buffer({ stdout: five, stderr: { at: at(3), lines: 1 } }).rejoin()).toEqual(at(3));
  expect(buffer({ stdout: five }).rejoin()).toEqual(at(-9_995));
  expect(buffer().rejoin()).toBeUndefined();
});

it('takes no line again when it is read anew', () => {
  const one = buffer();
  for (const round of [1, 2, 3]) {
    one.rejoin();
    for (let ms = 0; ms <= round; ms += 1) one.push(line(ms, `line ${ms}`));
  }
  expect(texts(one)).toEqual(['line 0', 'line 1', 'line 2', 'line 3']);
});

it('stores what was hidden, not what was written', () => {
  const one = new LineBuffer(ORIGIN, {}, (text) => text.replaceAll('s3cret', '***'));
  one.push(line(1, 'the key is s3cret'));
  expect(texts(one)).toEqual(['the key is ***']);
});
