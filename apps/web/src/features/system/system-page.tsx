import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';

export function SystemPage() {
  const { t } = useTranslation();
  return <PageHead title={t('nav.system')} />;
}
