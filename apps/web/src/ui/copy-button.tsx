import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button';

const SHOWN_MS = 2_000;

export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const Icon = isCopied ? Check : Copy;
  return (
    <Button
      size="small"
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
      aria-live="polite"
    >
      <Icon className="size-4" aria-hidden />
      {isCopied ? t('actions.copied') : (label ?? t('actions.copy'))}
    </Button>
  );
}
