import { useMutation } from '@tanstack/react-query';
import { api } from '@/api/client';
import { queryClient } from '@/api/query-client';
import type { Registered } from '../types';
import { wizardRoute } from '../routes';

/** What the hub takes: a form with a file, or one of its JSON ways. */
export type GivenSource =
  | FormData
  | {
      readonly url?: string;
      readonly content?: string;
      readonly name?: string;
      readonly headers?: Readonly<Record<string, string>>;
    };

/** Registers an API and goes on to its review. */
export function useRegister() {
  const navigate = wizardRoute.useNavigate();
  return useMutation({
    mutationFn: (source: GivenSource) => api.post<Registered>('/apis', source),
    onSuccess: ({ tools, ...detail }) => {
      queryClient.setQueryData(['apis', detail.id, 'all-tools'], tools);
      queryClient.setQueryData(['apis', detail.id], detail);
      void queryClient.invalidateQueries({ queryKey: ['apis'], exact: true });
      return navigate({ search: { step: 'review', api: detail.id } });
    },
  });
}

export type Registration = ReturnType<typeof useRegister>;
