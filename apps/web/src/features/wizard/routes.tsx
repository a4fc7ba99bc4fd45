import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { shellRoute } from '@/app/shell-route';

export const STEPS = ['source', 'review', 'access', 'options', 'deploy', 'connect'] as const;
export type Step = (typeof STEPS)[number];

/** Where somebody is, and what is made so far: the address alone brings it back. */
export interface WizardSearch {
  readonly step?: Step;
  readonly api?: string;
  readonly generation?: string;
  readonly server?: string;
}

const ID = /^[\da-f-]{36}$/;

function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && ID.test(value) ? value : undefined;
}

/** Steps that need something that is not there lead back to the first. */
function readSearch(given: Record<string, unknown>): WizardSearch {
  const [api, generation, server] = [given['api'], given['generation'], given['server']].map(idOf);
  const asked = STEPS.find((step) => step === given['step']);
  return {
    ...(api === undefined || asked === undefined ? {} : { step: asked }),
    ...(api === undefined ? {} : { api }),
    ...(generation === undefined ? {} : { generation }),
    ...(server === undefined ? {} : { server }),
  };
}

export const wizardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/apis/new',
  validateSearch: readSearch,
  component: lazyRouteComponent(() => import('./wizard-page'), 'WizardPage'),
});
