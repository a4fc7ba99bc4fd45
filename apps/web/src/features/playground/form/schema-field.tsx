import { useTranslation } from 'react-i18next';
import { Checkbox } from '@/ui/field';
import { ChoiceField } from './choice-field';
import type { FieldProps } from './field-props';
import { ListField } from './list-field';
import { ObjectField } from './object-field';
import { shapeOf } from './schema';
import { ValueField } from './value-field';

const STRUCTURED = { list: ListField, object: ObjectField, choice: ChoiceField } as const;

/** A field made from a schema, with a switch where `null` may be given. */
export function SchemaField(props: FieldProps) {
  const shape = shapeOf(props.schema, props.root);
  const kind = shape.kind;
  const Shown = kind === 'list' || kind === 'object' || kind === 'choice' ? STRUCTURED[kind] : ValueField;
  if (!shape.isNullable) return <Shown {...props} shape={shape} />;
  return (
    <div className="space-y-2">
      {props.draft !== null && <Shown {...props} shape={shape} />}
      <NullSwitch {...props} />
    </div>
  );
}

function NullSwitch({ label, draft, onChange }: FieldProps) {
  const { t } = useTranslation();
  return (
    <Checkbox
      label={t('playground.form.null', { name: label })}
      checked={draft === null}
      onChange={({ target }) => onChange(target.checked ? null : undefined)}
    />
  );
}
