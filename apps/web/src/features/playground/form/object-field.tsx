import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { emptyDraft, memberPath } from './draft';
import type { FieldProps, ShapedProps } from './field-props';
import { ArgumentLabel } from './label';
import { SchemaField } from './schema-field';

/** An object with known members; one that may be left out is there once it is added. */
export function ObjectField(props: ShapedProps) {
  const { t } = useTranslation();
  const { label, isRequired, draft, onChange, schema, root, shape, faults, path } = props;
  const isThere = typeof draft === 'object' && draft !== null;
  if (!isThere)
    return (
      <div className="space-y-1.5">
        <p className="text-sm font-medium">
          <ArgumentLabel name={label} isRequired={isRequired} />
        </p>
        {shape.schema.description !== undefined && (
          <p className="text-sm text-soft">{shape.schema.description}</p>
        )}
        <Button size="small" onClick={() => onChange(emptyDraft(schema, root) ?? {})}>
          <Plus className="size-4" aria-hidden />
          {t('playground.form.add', { name: label })}
        </Button>
        {faults[path] !== undefined && (
          <p role="alert" className="text-sm text-bad">
            {faults[path]}
          </p>
        )}
      </div>
    );
  return (
    <fieldset className="min-w-0 space-y-4 rounded-lg border border-line p-4">
      <legend className="px-1 text-sm font-medium">
        <ArgumentLabel name={label} isRequired={isRequired} />
      </legend>
      {shape.schema.description !== undefined && (
        <p className="text-sm text-soft">{shape.schema.description}</p>
      )}
      <Members {...props} />
      {!isRequired && (
        <Button size="small" look="quiet" onClick={() => onChange(undefined)}>
          <X className="size-4" aria-hidden />
          {t('playground.form.leaveOut', { name: label })}
        </Button>
      )}
    </fieldset>
  );
}

/** Those that have to be given come first. */
export function Members({ shape, root, path, faults, draft, onChange }: Omit<ShapedProps, keyof Named>) {
  const { properties = {}, required = [] } = shape.schema;
  const given = (draft ?? {}) as Readonly<Record<string, unknown>>;
  const names = Object.keys(properties).toSorted(
    (a, b) => Number(required.includes(b)) - Number(required.includes(a)),
  );
  return names.map((name) => (
    <SchemaField
      key={name}
      schema={properties[name]}
      root={root}
      label={name}
      path={memberPath(path, name)}
      isRequired={required.includes(name)}
      faults={faults}
      draft={given[name]}
      onChange={(value) => onChange({ ...given, [name]: value })}
    />
  ));
}

type Named = Pick<FieldProps, 'label' | 'isRequired' | 'schema'>;
