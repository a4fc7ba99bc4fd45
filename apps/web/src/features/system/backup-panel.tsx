import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '@/api/client';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { RestoreCard } from './restore-card';

const FACTS = ['inside', 'outside', 'secrets', 'care'] as const;

export function BackupPanel() {
  const { t } = useTranslation();
  return (
    <div className="space-y-6">
      <Card aria-label={t('system.backup.title')}>
        <CardHead title={t('system.backup.title')} hint={t('system.backup.hint')}>
          <Button asChild look="primary">
            <a href={apiUrl('/system/backup')} download>
              <Download className="size-4" aria-hidden />
              {t('system.backup.download')}
            </a>
          </Button>
        </CardHead>
        <ul className="list-disc space-y-1.5 pl-5 text-sm text-soft">
          {FACTS.map((fact) => (
            <li key={fact}>{t(`system.backup.${fact}`)}</li>
          ))}
        </ul>
      </Card>
      <RestoreCard />
    </div>
  );
}
