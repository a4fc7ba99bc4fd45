import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const TICK_MS = 30_000;

/** How long ago something was; the exact time stands in the title. */
export function Ago({ at }: { readonly at: string }) {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const date = new Date(at);
  return (
    <time dateTime={at} title={date.toLocaleString(i18n.language)}>
      {inWords((date.getTime() - now) / 1000, i18n.language)}
    </time>
  );
}

function inWords(seconds: number, language: string): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const [unit, length] = STEPS.find(([, step]) => Math.abs(seconds) >= step) ?? (['second', 1] as const);
  return unit === 'second' ? format.format(0, 'second') : format.format(Math.round(seconds / length), unit);
}
