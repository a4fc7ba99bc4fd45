import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/session/session';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Empty } from '@/ui/empty';
import { costsQuery } from './overview-queries';

const STEPS = ['register', 'choose', 'deploy', 'connect'] as const;

/** Nothing runs yet: the way from a description to a connected client, and where it begins. */
export function FirstRun() {
  const { t } = useTranslation();
  const { data } = useQuery(costsQuery);
  const mayManage = useMay('manage');
  const hasApis = (data?.items.length ?? 0) > 0;
  return (
    <div className="space-y-6">
      <Empty icon={Rocket} title={t('overview.first.title')} hint={t('overview.first.hint')}>
        {mayManage && (
          <Button asChild look="primary">
            <Link to="/apis/new">{t('overview.first.own')}</Link>
          </Button>
        )}
        <Button asChild>
          <Link to={hasApis ? '/apis' : '/help'}>
            {t(hasApis ? 'overview.first.registered' : 'overview.first.read')}
          </Link>
        </Button>
      </Empty>
      <ol className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {STEPS.map((step, index) => (
          <li key={step}>
            <Card className="h-full">
              <p className="font-semibold">
                <span className="mr-1.5 text-accent">{index + 1}</span>
                {t(`overview.first.steps.${step}.title`)}
              </p>
              <p className="mt-1 text-sm text-soft">{t(`overview.first.steps.${step}.text`)}</p>
            </Card>
          </li>
        ))}
      </ol>
      <p className="text-sm text-soft">{t('overview.first.sample')}</p>
    </div>
  );
}
