import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import { changeDraft, draftOf, type Draft } from '../draft';
import type { KeptCustomization, ToolSelection } from '../types';
import { keptQuery } from '../wizard-queries';

/** Adds the changes of the draft to what the hub keeps, and forgets them once it has them. @throws Problem */
export async function saveEdits(apiId: string): Promise<void> {
  const { edits } = draftOf(apiId);
  if (Object.keys(edits).length === 0) return;
  const kept = await queryClient.fetchQuery({ ...keptQuery(apiId), staleTime: 0 });
  await api.put(`/apis/${apiId}/overlay`, {
    ...(kept.overlays.length === 0 ? {} : { overlay: kept.overlays }),
    selection: withEdits(kept, edits),
  });
  if (draftOf(apiId).edits === edits) changeDraft(apiId, { edits: {} });
  await queryClient.invalidateQueries({ queryKey: ['apis', apiId] });
}

function withEdits({ selection }: KeptCustomization, edits: Draft['edits']): ToolSelection {
  const { tools = {}, ...rest } = selection as ToolSelection;
  const changed = Object.entries(edits).map(([operation, edit]) => [
    operation,
    { ...tools[operation], ...edit },
  ]);
  return { ...rest, tools: { ...tools, ...Object.fromEntries(changed) } };
}
