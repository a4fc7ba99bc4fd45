import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { FileJson } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Api } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Empty } from '@/ui/empty';
import { Field, Input } from '@/ui/field';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { apisQuery } from './apis-queries';
import { TokenLine } from './token-line';

export function ApisPage() {
  const { t } = useTranslation();
  const query = useQuery(apisQuery);
  return (
    <>
      <PageHead title={t('nav.apis')} hint={t('apis.hint')}>
        <Button asChild look="primary">
          <Link to="/apis/new">{t('nav.register')}</Link>
        </Button>
      </PageHead>
      <QueryView query={query}>
        {(apis) =>
          apis.length === 0 ? (
            <Empty icon={FileJson} title={t('apis.none')} hint={t('apis.noneHint')} />
          ) : (
            <ApiList apis={apis} />
          )
        }
      </QueryView>
    </>
  );
}

function ApiList({ apis }: { readonly apis: readonly Api[] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = apis.filter(({ title, slug, format, sourceName }) => {
    const text = `${title} ${slug} ${format} ${sourceName}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return (
    <div className="space-y-4">
      <Field label={t('actions.search')} hint={t('apis.found', { count: shown.length, all: apis.length })}>
        {(control) => (
          <Input
            {...control}
            type="search"
            value={search}
            onChange={({ target }) => setSearch(target.value)}
          />
        )}
      </Field>
      <ul className="space-y-3">
        {shown.map((item) => (
          <li key={item.id}>
            <ApiRow item={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ApiRow({ item }: { readonly item: Api }) {
  const { t } = useTranslation();
  return (
    <Card className="space-y-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link
          to="/apis/$apiId"
          params={{ apiId: item.id }}
          className="text-lg font-semibold break-words text-accent hover:underline"
        >
          {item.title}
        </Link>
        <span className="text-soft">{item.version}</span>
        <Badge>{item.format}</Badge>
      </div>
      <TokenLine api={item} />
      <p className="text-sm break-words text-soft">
        {t('apis.from', { source: item.sourceName, at: new Date(item.createdAt).toLocaleString() })}
      </p>
    </Card>
  );
}
