import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';

export function HelpPage() {
  const { t } = useTranslation();
  return <PageHead title={t('nav.docs')} />;
}
