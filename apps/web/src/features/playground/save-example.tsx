import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from 'sonner';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { useKeepExample, type Call } from './playground-queries';

interface SaveExampleProps {
  readonly serverId: string;
  readonly tool: string;
  /** Undefined where something is wrong with them. */
  readonly read: () => Call['arguments'] | undefined;
}

/** Keeps the arguments under a name. */
export function SaveExample({ serverId, tool, read }: SaveExampleProps) {
  const { t } = useTranslation();
  const [args, setArgs] = useState<Call['arguments']>();
  const [name, setName] = useState('');
  const keep = useKeepExample(serverId);
  const close = () => setArgs(undefined);
  const save = () => {
    if (args === undefined || name.trim() === '') return;
    keep.mutate(
      { tool, name: name.trim(), arguments: args },
      {
        onSuccess: () => {
          toast.success(t('playground.examples.saved'));
          close();
        },
      },
    );
  };
  return (
    <>
      <Button onClick={() => setArgs(read())}>{t('playground.examples.save')}</Button>
      <Dialog
        isOpen={args !== undefined}
        onClose={close}
        title={t('playground.examples.saveTitle')}
        description={t('playground.examples.saveHint')}
      >
        <NameForm name={name} onName={setName} keep={keep} onSave={save} onCancel={close} />
      </Dialog>
    </>
  );
}

interface NameFormProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly keep: ReturnType<typeof useKeepExample>;
  readonly onSave: () => void;
  readonly onCancel: () => void;
}

function NameForm({ name, onName, keep, onSave, onCancel }: NameFormProps) {
  const { t } = useTranslation();
  return (
    <form
      onSubmit={(event) => {
        // The form around this dialog is not sent.
        event.stopPropagation();
        event.preventDefault();
        onSave();
      }}
    >
      <Field label={t('playground.examples.name')}>
        {(control) => (
          <Input
            {...control}
            required
            maxLength={80}
            value={name}
            onChange={({ target }) => onName(target.value)}
          />
        )}
      </Field>
      {keep.isError && <ProblemView error={keep.error} />}
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={onCancel}>{t('actions.cancel')}</Button>
        <Button type="submit" look="primary" isBusy={keep.isPending}>
          {t('actions.save')}
        </Button>
      </div>
    </form>
  );
}
