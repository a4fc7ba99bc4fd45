import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveTool } from '@/api/types';
import { Card } from '@/ui/card';
import { Field, Input, Select } from '@/ui/field';

/** More than these are searched. */
const MANY = 12;

interface ToolPickerProps {
  readonly tools: readonly LiveTool[];
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** Which tool to call; what is chosen stays in the list whatever is searched for. */
export function ToolPicker({ tools, chosen, onChoose }: ToolPickerProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = tools.filter(({ name, description = '' }) => {
    const text = `${name} ${description}`.toLowerCase();
    return name === chosen || words.every((word) => text.includes(word));
  });
  const tool = tools.find(({ name }) => name === chosen);
  return (
    <Card className="space-y-4">
      {tools.length > MANY && (
        <Field
          label={t('playground.search')}
          hint={t('playground.found', { count: shown.length, all: tools.length })}
        >
          {(control) => (
            <Input
              {...control}
              type="search"
              value={search}
              onChange={({ target }) => setSearch(target.value)}
            />
          )}
        </Field>
      )}
      <Field label={t('playground.tool')}>
        {(control) => (
          <Select {...control} value={chosen} onChange={({ target }) => onChoose(target.value)}>
            {shown.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      {tool?.description !== undefined && (
        <p className="max-h-40 overflow-y-auto text-sm whitespace-pre-line text-soft" tabIndex={0}>
          {tool.description}
        </p>
      )}
    </Card>
  );
}
