import { Upload } from 'lucide-react';
import { useId, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { cn } from '@/ui/cn';
import type { Registration } from './use-register';

/** A field for a file, which takes what is dropped on it too. */
export function FileForm({ registration }: { readonly registration: Registration }) {
  const { t } = useTranslation();
  const id = useId();
  const [isOver, setOver] = useState(false);
  const send = (file: File | undefined) => {
    if (file === undefined || registration.isPending) return;
    const form = new FormData();
    form.append('file', file);
    registration.mutate(form);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    send(event.dataTransfer.files[0]);
  };
  return (
    <label
      htmlFor={id}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={cn(
        'flex cursor-pointer flex-col items-center rounded-xl border-2 border-dashed px-6 py-12 text-center focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent',
        isOver ? 'border-accent bg-accent-soft' : 'border-strong-line hover:bg-raised',
      )}
    >
      <Upload className="size-8 text-soft" aria-hidden />
      <span className="mt-3 font-medium">{t('wizard.source.fileLabel')}</span>
      <span className="mt-1 text-sm text-soft">{t('wizard.source.fileHint')}</span>
      <input
        id={id}
        type="file"
        className="sr-only"
        accept=".json,.yaml,.yml,.zip,.graphql,.graphqls,.gql"
        onChange={(event) => {
          send(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </label>
  );
}
