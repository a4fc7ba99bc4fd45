import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field, Input, Select, TextArea } from '@/ui/field';
import { Unread } from './draft';
import type { ShapedProps } from './field-props';
import { ArgumentLabel } from './label';

type Control = Parameters<Parameters<typeof Field>[0]['children']>[0];

/** One value: chosen, typed, or written as JSON. */
export function ValueField(props: ShapedProps) {
  const { shape, label, isRequired, faults, path } = props;
  const { t } = useTranslation();
  const Shown = { enum: EnumControl, boolean: EnumControl, number: NumberControl, text: TextControl }[
    shape.kind as 'enum'
  ] as typeof EnumControl | undefined;
  const { description, default: usual } = shape.schema;
  const hint = [
    description,
    usual === undefined ? undefined : t('playground.form.default', { value: JSON.stringify(usual) }),
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  return (
    <Field
      label={<ArgumentLabel name={label} isRequired={isRequired} />}
      {...(hint === '' ? {} : { hint })}
      error={faults[path]}
    >
      {(control) => {
        const whole = { ...control, 'aria-required': isRequired || undefined };
        return Shown === undefined ? (
          <JsonControl {...props} control={whole} />
        ) : (
          <Shown {...props} control={whole} />
        );
      }}
    </Field>
  );
}

type ControlProps = ShapedProps & { readonly control: Control };

function EnumControl({ shape, control, draft, onChange }: ControlProps) {
  const { t } = useTranslation();
  const { schema, kind } = shape;
  const all = kind === 'boolean' ? [true, false] : (schema.enum ?? [schema.const]);
  const values = all.filter((value) => value !== null);
  const index = values.findIndex((value) => JSON.stringify(value) === JSON.stringify(draft));
  return (
    <Select
      {...control}
      value={index === -1 ? '' : String(index)}
      onChange={({ target }) => onChange(target.value === '' ? undefined : values[Number(target.value)])}
    >
      <option value="">{t('playground.form.notGiven')}</option>
      {values.map((value, at) => (
        <option key={JSON.stringify(value)} value={String(at)}>
          {typeof value === 'string' ? value : JSON.stringify(value)}
        </option>
      ))}
    </Select>
  );
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function NumberControl({ control, draft, onChange }: ControlProps) {
  const [typed, setTyped] = useState<string>();
  const shown = draft instanceof Unread ? draft.text : draft === undefined ? '' : String(draft);
  const isSame = typed !== undefined && sameAs(readNumber(typed), draft);
  return (
    <Input
      {...control}
      inputMode="decimal"
      autoComplete="off"
      value={isSame ? typed : shown}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(readNumber(target.value));
      }}
    />
  );
}

function readNumber(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (!NUMBER.test(trimmed)) return new Unread(text, 'number');
  const value = Number(trimmed);
  // Beyond a double's precision the text is what was meant; the server takes it for a number.
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? trimmed : value;
}

const LONG = 200;

function TextControl({ shape, control, draft, onChange }: ControlProps) {
  const { format, maxLength = 0 } = shape.schema;
  const text = typeof draft === 'string' ? draft : '';
  const change = (typed: string) => onChange(typed === '' ? undefined : typed);
  if (maxLength > LONG || text.includes('\n'))
    return <TextArea {...control} value={text} onChange={({ target }) => change(target.value)} />;
  return (
    <Input
      {...control}
      type={format === 'date' ? 'date' : 'text'}
      autoComplete="off"
      {...(format === 'date-time' ? { placeholder: '2026-01-31T09:30:00Z' } : {})}
      value={text}
      onChange={({ target }) => change(target.value)}
    />
  );
}

/** For what has no form: maps, and whatever the schema leaves open. */
function JsonControl({ control, draft, onChange }: ControlProps) {
  const [typed, setTyped] = useState<string>();
  const shown =
    draft instanceof Unread ? draft.text : draft === undefined ? '' : JSON.stringify(draft, null, 2);
  const isSame = typed !== undefined && sameAs(readJson(typed), draft);
  return (
    <TextArea
      {...control}
      spellCheck={false}
      placeholder="{ }"
      value={isSame ? typed : shown}
      onChange={({ target }) => {
        setTyped(target.value);
        onChange(readJson(target.value));
      }}
    />
  );
}

function readJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Unread(text, 'json');
  }
}

function sameAs(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
