import { useMutation, useQueryClient } from '@tanstack/react-query';
import { toast } from 'sonner';
import { toastUndo } from '@/ui/toasts';

/**
 * Does something about servers, says that it was taken, and has what is shown asked anew.
 *
 * @param undo Takes it back; missing where that cannot be
 */
export function useServerAction<Input = void>(
  act: (input: Input) => Promise<unknown>,
  done: string,
  undo?: () => Promise<unknown>,
) {
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['servers'] });
  return useMutation({
    mutationFn: act,
    onSuccess: async () => {
      if (undo === undefined) toast.success(done);
      else toastUndo(done, () => undo().then(refresh));
      await refresh();
    },
  });
}
