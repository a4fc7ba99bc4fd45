import { Link } from '@tanstack/react-router';
import { ArrowRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Loading } from '@/ui/loading';
import { ProblemView } from '@/ui/problem-view';
import { Tabs } from '@/ui/tabs';
import { wizardRoute } from '../routes';
import { ExampleList } from './example-list';
import { FileForm } from './file-form';
import { GraphqlForm } from './graphql-form';
import { TextForm } from './text-form';
import { UrlForm } from './url-form';
import { useRegister } from './use-register';

/** Where the description comes from. */
export function SourceStep() {
  const { t } = useTranslation();
  const registration = useRegister();
  const { isPending, error } = registration;
  return (
    <div className="space-y-4">
      <Known />
      <Card>
        <Tabs
          label={t('wizard.source.label')}
          tabs={[
            { value: 'url', label: t('wizard.source.url'), content: <UrlForm registration={registration} /> },
            {
              value: 'file',
              label: t('wizard.source.file'),
              content: <FileForm registration={registration} />,
            },
            {
              value: 'text',
              label: t('wizard.source.text'),
              content: <TextForm registration={registration} />,
            },
            {
              value: 'graphql',
              label: t('wizard.source.graphql'),
              content: <GraphqlForm registration={registration} />,
            },
            {
              value: 'examples',
              label: t('wizard.source.examples'),
              content: <ExampleList registration={registration} />,
            },
          ]}
        />
        {isPending && (
          <div className="mt-4">
            <p className="mb-3 text-sm text-soft">{t('wizard.source.reading')}</p>
            <Loading lines={3} />
          </div>
        )}
      </Card>
      {error !== null && !isPending && <Failure error={error} />}
    </div>
  );
}

/** Brought into view: it may stand below a long text. */
function Failure({ error }: { readonly error: Error }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'nearest' }), [error]);
  return (
    <div ref={place}>
      <ProblemView error={error} />
    </div>
  );
}

/** Who came back to this step has an API already. */
function Known() {
  const { t } = useTranslation();
  const search = wizardRoute.useSearch();
  if (search.api === undefined) return null;
  return (
    <Card className="flex flex-wrap items-center justify-between gap-3">
      <p>{t('wizard.source.known')}</p>
      <Button asChild>
        <Link to="/apis/new" search={{ ...search, step: 'review' }}>
          {t('wizard.source.goOn')}
          <ArrowRight className="size-4" aria-hidden />
        </Link>
      </Button>
    </Card>
  );
}
