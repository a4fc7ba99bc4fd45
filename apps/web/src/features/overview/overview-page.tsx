import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';

export function OverviewPage() {
  const { t } = useTranslation();
  return <PageHead title={t('nav.overview')} />;
}
