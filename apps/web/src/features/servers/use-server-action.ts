import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { toProblem } from '@/api/problem';

/** Does something about servers, says that it was taken, and has what is shown asked anew. */
export function useServerAction<Input = void>(act: (input: Input) => Promise<unknown>, done: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      toast.success(done);
      await client.invalidateQueries({ queryKey: ['servers'] });
    },
  });
}

/** For what has no place of its own to show an error at. */
export function toastProblem(error: unknown): void {
  const { message, fix } = toProblem(error);
  toast.error(message, fix === undefined ? {} : { description: fix });
}
