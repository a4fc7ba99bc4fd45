import { t } from 'i18next';
import { toast } from 'sonner';
import { toProblem } from '@/api/problem';

/** Long enough to read what was done and to think better of it, in milliseconds. */
const UNDO_MS = 10_000;

/** For what has no place of its own to show an error at. */
export function toastProblem(error: unknown): void {
  const { message, fix } = toProblem(error);
  toast.error(message, fix === undefined ? {} : { description: fix });
}

/** Says that something was done, and offers to take it back. */
export function toastUndo(done: string, undo: () => Promise<unknown>): void {
  const onClick = () => void undo().catch(toastProblem);
  toast.success(done, { duration: UNDO_MS, action: { label: t('actions.undo'), onClick } });
}
