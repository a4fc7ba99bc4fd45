import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field, Input, TextArea } from '@/ui/field';
import type { ToolEdit } from '../draft';
import type { ToolRow } from './rows';

const NAME = '[A-Za-z0-9_\\-]{1,64}';

interface ToolEditorProps {
  readonly row: ToolRow;
  readonly onClose: () => void;
  readonly onSave: (edit: ToolEdit) => void;
}

/** What a model reads of one tool. */
export function ToolEditor({ row, onClose, onSave }: ToolEditorProps) {
  const { t } = useTranslation();
  // Of one that is left out neither is known.
  const isKnown = row.tokens !== undefined;
  const [name, setName] = useState(isKnown || row.isEdited ? row.name : '');
  const [description, setDescription] = useState(isKnown || row.isEdited ? row.description : '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The dialog's events reach the form that it was opened from.
    event.stopPropagation();
    onSave({
      ...(name === row.name || name === '' ? {} : { name }),
      ...(description === row.description || description.trim() === '' ? {} : { description }),
    });
    onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('wizard.review.editTitle')} description={row.operation}>
      <form onSubmit={submit} className="space-y-4">
        <Field label={t('wizard.review.name')} hint={t('wizard.review.nameHint')}>
          {(control) => (
            <Input
              {...control}
              pattern={NAME}
              spellCheck={false}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('wizard.review.description')}>
          {(control) => (
            <TextArea
              {...control}
              className="min-h-40"
              value={description}
              onChange={(event) => setDescription(event.target.value)}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t('actions.cancel')}</Button>
          <Button look="primary" type="submit">
            {t('actions.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
