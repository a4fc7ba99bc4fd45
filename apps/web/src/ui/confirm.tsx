import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';
import { Dialog } from './dialog';
import { ProblemView } from './problem-view';

interface ConfirmProps {
  readonly title: string;
  readonly description: string;
  readonly confirmLabel: string;
  readonly isDangerous?: boolean;
  /** The dialog closes when it is done, and shows what went wrong otherwise. */
  readonly onConfirm: () => Promise<unknown>;
  /** What opens the dialog. */
  readonly children: (open: () => void) => ReactNode;
}

/** Asks before something is done that cannot be taken back. */
export function Confirm({
  title,
  description,
  confirmLabel,
  isDangerous,
  onConfirm,
  children,
}: ConfirmProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {children(() => setOpen(true))}
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={title} description={description}>
        {error !== undefined && <ProblemView error={error} />}
        <div className="mt-6 flex justify-end gap-2">
          <Button onClick={() => setOpen(false)}>{t('actions.cancel')}</Button>
          <Button
            look={isDangerous === true ? 'danger' : 'primary'}
            isBusy={isBusy}
            onClick={() => void confirm()}
          >
            {confirmLabel}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
