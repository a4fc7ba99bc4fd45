import { useTranslation } from 'react-i18next';
import { CardHead, Card } from '@/ui/card';

export function PlaygroundTab() {
  const { t } = useTranslation();
  return (
    <Card>
      <CardHead title={t('servers.tabs.playground')} />
    </Card>
  );
}
