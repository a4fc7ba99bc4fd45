import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@/api/client';
import type { Example, LiveTool, PastCall, PlayedCall } from '@/api/types';
import { toastUndo } from '@/ui/toasts';

export const liveToolsQuery = (serverId: string) =>
  queryOptions({
    queryKey: ['servers', serverId, 'live-tools'],
    queryFn: ({ signal }) => api.get<LiveTool[]>(`/deployments/${serverId}/tools`, undefined, signal),
    staleTime: 60_000,
  });

export const pastCallsQuery = (serverId: string) =>
  queryOptions({
    queryKey: ['servers', serverId, 'calls'],
    queryFn: ({ signal }) => api.get<PastCall[]>(`/deployments/${serverId}/calls`, undefined, signal),
  });

export const examplesQuery = (serverId: string) =>
  queryOptions({
    queryKey: ['servers', serverId, 'examples'],
    queryFn: ({ signal }) => api.get<Example[]>(`/deployments/${serverId}/examples`, undefined, signal),
  });

/** A tool with its arguments. */
export interface Call {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

export function useCall(serverId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ tool, arguments: args }: Call) =>
      api.post<PlayedCall>(`/deployments/${serverId}/tools/${encodeURIComponent(tool)}/call`, {
        arguments: args,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: pastCallsQuery(serverId).queryKey }),
  });
}

export function useKeepExample(serverId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (example: Call & { readonly name: string }) =>
      api.post<Example>(`/deployments/${serverId}/examples`, example),
    onSuccess: () => client.invalidateQueries({ queryKey: examplesQuery(serverId).queryKey }),
  });
}

/** Forgets the calls that were made. */
export function useForgetCalls(serverId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`/deployments/${serverId}/calls`),
    onSuccess: () => client.invalidateQueries({ queryKey: pastCallsQuery(serverId).queryKey }),
  });
}

/** Deletes an example at once; who did not mean it puts it back. */
export function useDropExample(serverId: string, { id, name, tool, arguments: args }: Example) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const keep = useKeepExample(serverId);
  return useMutation({
    mutationFn: () => api.delete(`/deployments/${serverId}/examples/${id}`),
    onSuccess: () => {
      toastUndo(t('playground.examples.deleted', { name }), () =>
        keep.mutateAsync({ name, tool, arguments: args }),
      );
      return client.invalidateQueries({ queryKey: examplesQuery(serverId).queryKey });
    },
  });
}
