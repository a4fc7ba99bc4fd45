import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { emptyDraft, itemPath } from './draft';
import type { ShapedProps } from './field-props';
import { ArgumentLabel } from './label';
import { SchemaField } from './schema-field';

/** Items one below the other. */
export function ListField({ shape, root, label, path, isRequired, faults, draft, onChange }: ShapedProps) {
  const { t } = useTranslation();
  const items = Array.isArray(draft) ? (draft as unknown[]) : [];
  const { description, items: item } = shape.schema;
  const replace = (next: unknown[]) => onChange(next.length === 0 && !isRequired ? undefined : next);
  return (
    <fieldset className="min-w-0 space-y-3 rounded-lg border border-line p-4">
      <legend className="px-1 text-sm font-medium">
        <ArgumentLabel name={label} isRequired={isRequired} />
      </legend>
      {description !== undefined && <p className="text-sm text-soft">{description}</p>}
      {items.map((value, index) => (
        <div key={index} className="flex items-end gap-2">
          <div className="min-w-0 flex-1">
            <SchemaField
              schema={item}
              root={root}
              label={itemPath(label, index)}
              path={itemPath(path, index)}
              isRequired
              faults={faults}
              draft={value}
              onChange={(next) => replace(items.with(index, next))}
            />
          </div>
          <Button
            look="quiet"
            size="icon"
            aria-label={t('playground.form.remove', { name: itemPath(label, index) })}
            onClick={() => replace(items.toSpliced(index, 1))}
          >
            <X className="size-4" aria-hidden />
          </Button>
        </div>
      ))}
      {faults[path] !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {faults[path]}
        </p>
      )}
      <Button size="small" onClick={() => onChange([...items, emptyDraft(item, root)])}>
        <Plus className="size-4" aria-hidden />
        {t('playground.form.addTo', { name: label })}
      </Button>
    </fieldset>
  );
}
