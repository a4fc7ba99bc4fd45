import { useTranslation } from 'react-i18next';
import { CardHead, Card } from '@/ui/card';

export function ServerOverviewTab() {
  const { t } = useTranslation();
  return (
    <Card>
      <CardHead title={t('servers.tabs.overview')} />
    </Card>
  );
}
