import { useTranslation } from 'react-i18next';
import { CardHead, Card } from '@/ui/card';

export function ServerToolsTab() {
  const { t } = useTranslation();
  return (
    <Card>
      <CardHead title={t('servers.tabs.tools')} />
    </Card>
  );
}
