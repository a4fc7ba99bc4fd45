import { api } from '@/api/client';
import type { Deployment, Page } from '@/api/types';
import { draftOf, secretsOf } from '../draft';
import { saveEdits } from '../review/save-edits';
import { settingsOf } from '../settings';
import type { Generation } from '../types';

/** Begins a project of what is chosen, unsent changes among it. @throws Problem */
export async function generate(apiId: string): Promise<Generation> {
  await saveEdits(apiId);
  const { mode, template } = draftOf(apiId);
  return api.post<Generation>(`/apis/${apiId}/generations`, { mode, template });
}

/**
 * Deploys a project once: where an answer was lost on its way, the deployment is there already.
 *
 * @throws Problem
 */
export async function deploy(apiId: string, generationId: string): Promise<Deployment> {
  const { items } = await api.get<Page<Deployment>>('/deployments', { limit: 50 });
  const known = items.find((item) => item.generationId === generationId && item.desired !== 'deleted');
  if (known !== undefined) return known;
  return api.post<Deployment>(
    `/generations/${generationId}/deployments`,
    settingsOf(draftOf(apiId), secretsOf(apiId)),
  );
}

/** Gives a deployment that did not become healthy the settings as they are now. @throws Problem */
export async function tryAgain(apiId: string, serverId: string): Promise<Deployment> {
  return api.patch<Deployment>(`/deployments/${serverId}`, settingsOf(draftOf(apiId), secretsOf(apiId)));
}
