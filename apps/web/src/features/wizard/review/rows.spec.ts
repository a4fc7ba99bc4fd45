import { describe, expect, it } from 'vitest';
import type { Tool } from '@/api/types';
import { chosenOf, groupRows, toolRows, treeItems, withEnabled } from './rows';

const tool = (name: string, tag: string, tokens: number): Tool => ({
  name,
  tag,
  tokens,
  description: `About ${name}`,
  operation: `GET /${name}`,
  inputSchema: {},
  annotations: {},
});
const TOOLS = [tool('pets', 'pet', 10), tool('orders', 'store', 20), tool('owners', 'pet', 5)];
const LEFT_OUT = [{ id: 'GET /users', reason: 'Left out.' }];

describe('the rows of a review', () => {
  it('show unsent changes over what the hub has', () => {
    const edits = { 'GET /pets': { name: 'list_pets' }, 'GET /orders': { enabled: false } };
    const rows = toolRows(TOOLS, LEFT_OUT, edits, 'Left out');
    expect(rows[0]).toMatchObject({ name: 'list_pets', isEdited: true, isEnabled: true });
    expect(rows[1]).toMatchObject({ isEnabled: false, isEdited: false });
    expect(rows[3]).toMatchObject({ tag: 'Left out', isEnabled: false, tokens: undefined });
    expect(chosenOf(rows)).toEqual({ tools: 2, tokens: 15 });
  });

  it('are grouped by tag, and found by every text of theirs', () => {
    const rows = toolRows(TOOLS, LEFT_OUT, {}, 'Left out');
    expect(groupRows(rows, '').map(({ tag, rows: { length } }) => [tag, length])).toEqual([
      ['pet', 2],
      ['store', 1],
      ['Left out', 1],
    ]);
    expect(groupRows(rows, 'ABOUT OWN')[0]?.rows.map(({ name }) => name)).toEqual(['owners']);
  });

  it('hide the tools of a closed group, and can be chosen together', () => {
    const rows = toolRows(TOOLS, [], {}, 'Left out');
    const groups = groupRows(rows, '');
    expect(treeItems(groups, new Set(['pet'])).map(({ key }) => key)).toEqual([
      'tag:pet',
      'tag:store',
      'GET /orders',
    ]);
    const edits = withEnabled({ 'GET /pets': { name: 'x' } }, groups[0]?.rows ?? [], false);
    expect(edits).toEqual({ 'GET /pets': { name: 'x', enabled: false }, 'GET /owners': { enabled: false } });
  });
});
