import { Link, useLocation, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { topics } from 'virtual:help';
import { Field, Input } from '@/ui/field';
import { PageHead } from '@/ui/page';
import { ErrorCodes } from './error-codes';
import { ERROR_CODES, findHelp } from './find-help';
import './help.css';
import { TopicText } from './topic-text';

/** The documentation that belongs to this very hub. */
export function HelpPage() {
  const { t } = useTranslation();
  const { topic = topics[0]?.id } = useParams({ strict: false });
  const [wanted, setWanted] = useState('');
  const { hash } = useLocation();
  useEffect(() => setWanted(''), [topic, hash]);
  useEffect(() => {
    if (hash !== '') document.getElementById(hash)?.scrollIntoView();
  }, [topic, hash, wanted]);
  return (
    <>
      <PageHead title={t('nav.docs')} hint={t('help.hint')} />
      <div className="lg:grid lg:grid-cols-[14rem_1fr] lg:gap-10">
        <div className="mb-6 space-y-5 lg:mb-0">
          <Field label={t('help.search')}>
            {(control) => (
              <Input
                {...control}
                type="search"
                value={wanted}
                onChange={({ target }) => setWanted(target.value)}
              />
            )}
          </Field>
          <Topics />
        </div>
        {wanted.trim() === '' ? <Topic id={topic ?? ''} /> : <Results wanted={wanted} />}
      </div>
    </>
  );
}

function Topics() {
  const { t } = useTranslation();
  const entries = [
    ...topics.map(({ id, title }) => ({ id, title })),
    { id: ERROR_CODES, title: t('help.codes.title') },
  ];
  return (
    <nav aria-label={t('help.topics')}>
      <ul className="flex flex-wrap gap-1 text-sm lg:block lg:space-y-0.5">
        {entries.map(({ id, title }) => (
          <li key={id}>
            <Link
              to="/help/$topic"
              params={{ topic: id }}
              className="block rounded-lg px-3 py-1.5 text-soft hover:bg-raised hover:text-ink data-[status=active]:bg-accent-soft data-[status=active]:text-accent"
            >
              {title}
            </Link>
          </li>
        ))}
        {(['docs', 'openapi.json'] as const).map((page) => (
          <li key={page}>
            <a
              href={`/api/${page}`}
              target="_blank"
              rel="noreferrer"
              className="block rounded-lg px-3 py-1.5 text-soft hover:bg-raised hover:text-ink"
            >
              {t(page === 'docs' ? 'help.rest' : 'help.openapi')}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Topic({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const topic = topics.find((one) => one.id === id);
  const isCodes = id === ERROR_CODES;
  return (
    <article className="help min-w-0">
      <h2 className="title">{isCodes ? t('help.codes.title') : (topic?.title ?? t('help.unknown'))}</h2>
      {isCodes && <ErrorCodes />}
      {topic !== undefined && <TopicText html={topic.html} />}
      {topic === undefined && !isCodes && <p>{t('help.unknownHint')}</p>}
    </article>
  );
}

function Results({ wanted }: { readonly wanted: string }) {
  const { t } = useTranslation();
  const found = findHelp(wanted);
  return (
    <section aria-label={t('help.results')} className="min-w-0">
      <p role="status" className="mb-3 text-soft">
        {t(found.length === 0 ? 'help.nothing' : 'help.found', { count: found.length })}
      </p>
      <ul className="space-y-1">
        {found.map(({ id, topic, hash, title, page }) => (
          <li key={id}>
            <Link
              to="/help/$topic"
              params={{ topic }}
              hash={hash}
              className="block rounded-lg px-3 py-2 hover:bg-raised"
            >
              <span className="font-medium text-accent">{title}</span>
              <span className="block text-sm text-soft">{page === '' ? t('help.codes.title') : page}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
