import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, Select } from '@/ui/field';
import { emptyDraft, plainValue } from './draft';
import type { ShapedProps } from './field-props';
import { ArgumentLabel } from './label';
import { shapeOf, variantName, type Schema } from './schema';
import { SchemaField } from './schema-field';

/** One of several shapes (`oneOf`, `anyOf`). */
export function ChoiceField(props: ShapedProps) {
  const { t } = useTranslation();
  const { shape, root, label, isRequired, draft, onChange } = props;
  const [chosen, setChosen] = useState(() => fitting(shape.variants, draft, root));
  const variant = shape.variants[chosen];
  const { description } = shape.schema;
  return (
    <fieldset className="min-w-0 space-y-3 rounded-lg border border-line p-4">
      <legend className="px-1 text-sm font-medium">
        <ArgumentLabel name={label} isRequired={isRequired} />
      </legend>
      <Field
        label={t('playground.form.oneOf', { name: label })}
        {...(description === undefined ? {} : { hint: description })}
      >
        {(control) => (
          <Select
            {...control}
            value={String(chosen)}
            onChange={({ target }) => {
              setChosen(Number(target.value));
              onChange(emptyDraft(shape.variants[Number(target.value)], root));
            }}
          >
            {shape.variants.map((one, index) => (
              <option key={index} value={String(index)}>
                {variantName(one, index)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {variant !== undefined && <SchemaField key={chosen} {...props} schema={variant} />}
    </fieldset>
  );
}

/** The first whose kind is that of what is given. */
function fitting(variants: readonly Schema[], draft: unknown, root: Schema): number {
  const value = plainValue(draft);
  if (value === undefined || value === null) return 0;
  const index = variants.findIndex((variant) => isLike(variant, value, root));
  return Math.max(index, 0);
}

function isLike(variant: Schema, value: unknown, root: Schema): boolean {
  const { kind, schema } = shapeOf(variant, root);
  if (kind === 'object')
    return typeof value === 'object' && (schema.required ?? []).every((name) => name in (value as object));
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'text') return typeof value === 'string';
  return kind === typeof value || kind === 'json' || schema.enum?.includes(value) === true;
}
