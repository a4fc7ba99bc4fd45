import { useTranslation } from 'react-i18next';
import type { Generation } from '@/api/types';
import { Field, Select } from '@/ui/field';

const MODES = ['tools', 'search', 'code'] as const;

interface ModeSelectProps {
  readonly mode: Generation['mode'];
  readonly onChange: (mode: Generation['mode']) => void;
}

/** How clients reach the operations. */
export function ModeSelect({ mode, onChange }: ModeSelectProps) {
  const { t } = useTranslation();
  return (
    <div className="min-w-56">
      <Field label={t('apis.modes.label')}>
        {(control) => (
          <Select
            {...control}
            value={mode}
            onChange={({ target }) => onChange(target.value as Generation['mode'])}
          >
            {MODES.map((one) => (
              <option key={one} value={one}>
                {t(`apis.modes.${one}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}
