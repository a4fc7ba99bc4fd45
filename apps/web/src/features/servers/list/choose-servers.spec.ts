import { describe, expect, it } from 'vitest';
import type { Deployment, FiguresSummary } from '../../../api/types';
import { chooseServers, EVERYTHING, listed } from './choose-servers';

const server = (id: string, more: Partial<Deployment> = {}) =>
  ({
    id,
    slug: `pets-${id}`,
    name: 'pets',
    apiId: 'a',
    state: 'healthy',
    reason: null,
    createdAt: id,
    ...more,
  }) as Deployment;
const figures = (deploymentId: string, calls: number) => ({ deploymentId, calls }) as FiguresSummary;
const all = listed(
  [server('1'), server('2', { state: 'failed', reason: 'No Fish', apiId: 'b' }), server('3')],
  [figures('1', 5), figures('3', 9)],
  [{ deploymentId: '2', number: 4, apiVersion: '1.0' }],
);
const ids = (choice: Partial<typeof EVERYTHING>) =>
  chooseServers(all, { ...EVERYTHING, ...choice }).map(({ server: { id } }) => id);

describe('choosing servers of the list', () => {
  it('sorts by what is asked for, the newest first otherwise', () => {
    expect(ids({})).toEqual(['3', '2', '1']);
    expect(ids({ sort: 'calls' })).toEqual(['3', '1', '2']);
    expect(ids({ sort: 'name' })).toEqual(['1', '2', '3']);
  });

  it('finds by address and reason, in upper or lower case', () => {
    expect(ids({ text: 'PETS-3' })).toEqual(['3']);
    expect(ids({ text: ' fish' })).toEqual(['2']);
  });

  it('takes all conditions together', () => {
    expect(ids({ state: 'failed', apiId: 'b' })).toEqual(['2']);
    expect(ids({ state: 'failed', apiId: 'a' })).toEqual([]);
  });

  it('puts figures and versions beside their servers', () => {
    expect(all.map(({ version }) => version?.number)).toEqual([undefined, 4, undefined]);
  });
});
