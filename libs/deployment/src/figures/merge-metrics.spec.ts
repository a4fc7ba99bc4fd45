import { expect, it } from 'vitest';
import { mergeMetrics } from './merge-metrics.js';

const one = `# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{tool="a {b}"} 3
# HELP took Time.
# TYPE took histogram
took_bucket{le="1"} 2
took_sum 0.5
took_count 2
`;

it('keeps the lines of a family together, with the labels of each server', () => {
  const merged = mergeMetrics([
    { labels: { instance: '1' }, text: one },
    { labels: { instance: '2' }, text: one },
  ]);
  expect(merged).toBe(`# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{instance="1",tool="a {b}"} 3
calls_total{instance="2",tool="a {b}"} 3
# HELP took Time.
# TYPE took histogram
took_bucket{instance="1",le="1"} 2
took_sum{instance="1"} 0.5
took_count{instance="1"} 2
took_bucket{instance="2",le="1"} 2
took_sum{instance="2"} 0.5
took_count{instance="2"} 2
`);
});

it('leaves out what is no figure', () => {
  expect(mergeMetrics([{ labels: { a: 'x"y' }, text: 'up 1\n<html>\n\n' }])).toBe('up{a="x\\"y"} 1\n');
});
