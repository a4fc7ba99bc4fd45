import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download, ExternalLink, KeyRound, Server } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { archiveFormats } from '@/api/archive-formats';
import { api, apiUrl } from '@/api/client';
import type { Deployment } from '@/api/types';
import { Button } from '@/ui/button';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { Field, Input } from '@/ui/field';
import { ProblemView } from '@/ui/problem-view';
import { QueryView } from '@/ui/query-view';
import { Tabs } from '@/ui/tabs';
import { CopyButton } from '@/ui/copy-button';
import { CLIENTS, clientSettings, type ClientName, type ServerEntry } from './client-settings';
import { clientConfigQuery, deploymentQuery, generationQuery, type ClientConfig } from './wizard-queries';

/** How a client gets to the server. */
export function ConnectStep({ serverId }: { readonly serverId: string }) {
  const config = useQuery(clientConfigQuery(serverId));
  const server = useQuery(deploymentQuery(serverId));
  return (
    <QueryView query={config}>
      {(given) => (
        <QueryView query={server}>{(deployment) => <Connect config={given} server={deployment} />}</QueryView>
      )}
    </QueryView>
  );
}

interface ConnectProps {
  readonly config: ClientConfig;
  readonly server: Deployment;
}

function Connect({ config, server }: ConnectProps) {
  const { t } = useTranslation();
  const [key, setKey] = useState<string>();
  const entry = entryOf(config, key);
  const tabs = CLIENTS.map((client) => ({
    value: client,
    label: t(`wizard.clients.${client}`),
    content: <Settings client={client} entry={entry} />,
  }));
  return (
    <div className="space-y-4">
      <Card>
        <CardHead title={t('wizard.connect.title')} hint={t('wizard.connect.hint')}>
          <Button asChild>
            <Link to="/servers/$serverId" params={{ serverId: server.id }}>
              <Server className="size-4" aria-hidden />
              {t('wizard.connect.server')}
            </Link>
          </Button>
        </CardHead>
        <Field label={t('wizard.connect.endpoint')}>
          {(control) => (
            <div className="flex flex-wrap items-center gap-2">
              <Input {...control} readOnly value={entry.url} className="min-w-48 flex-1 font-mono text-sm" />
              <CopyButton text={entry.url} />
            </div>
          )}
        </Field>
        {entry.headers !== undefined && <EndpointKey serverId={server.id} onKey={setKey} shown={key} />}
      </Card>
      <Card>
        <Tabs label={t('wizard.connect.clients')} tabs={tabs} />
      </Card>
      <Project generationId={server.generationId} />
    </div>
  );
}

/** The server's source, and what desktop clients install. */
function Project({ generationId }: { readonly generationId: string }) {
  const { t } = useTranslation();
  const generation = useQuery(generationQuery(generationId));
  const formats = generation.data === undefined ? [] : archiveFormats(generation.data);
  return (
    <Card>
      <CardHead title={t('wizard.connect.project')} hint={t('wizard.connect.projectHint')}>
        {formats.map((format) => (
          <Button asChild key={format}>
            <a href={apiUrl(`/generations/${generationId}/archive`, { format })} download>
              <Download className="size-4" aria-hidden />
              {t('wizard.connect.download', { format })}
            </a>
          </Button>
        ))}
      </CardHead>
    </Card>
  );
}

/** With the key that was just made in its place. */
function entryOf({ mcpServers }: ClientConfig, key: string | undefined): ServerEntry {
  const [[name, { url, headers }] = ['', { url: '', headers: undefined }]] = Object.entries(mcpServers);
  if (headers === undefined) return { name, url };
  return { name, url, headers: key === undefined ? headers : { Authorization: `Bearer ${key}` } };
}

function Settings({ client, entry }: { readonly client: ClientName; readonly entry: ServerEntry }) {
  const { t } = useTranslation();
  const { text, place, link } = clientSettings(client, entry);
  return (
    <div className="space-y-4">
      {link !== undefined && (
        <Button asChild look="primary">
          <a href={link}>
            <ExternalLink className="size-4" aria-hidden />
            {t('wizard.connect.install', { client: t(`wizard.clients.${client}`) })}
          </a>
        </Button>
      )}
      <CodeBlock text={text} label={place} />
      {client === 'claudeDesktop' && <p className="text-sm text-soft">{t('wizard.connect.desktopHint')}</p>}
    </div>
  );
}

interface EndpointKeyProps {
  readonly serverId: string;
  readonly onKey: (key: string) => void;
  readonly shown: string | undefined;
}

/** Others than this machine reach the endpoint: it wants a key, which is shown once. */
function EndpointKey({ serverId, onKey, shown }: EndpointKeyProps) {
  const { t } = useTranslation();
  const making = useMutation({
    mutationFn: () => api.post<{ readonly key: string }>(`/deployments/${serverId}/key`),
    onSuccess: ({ key }) => onKey(key),
  });
  return (
    <div className="mt-4 space-y-3">
      <p className="text-sm text-soft">
        {t(shown === undefined ? 'wizard.connect.key' : 'wizard.connect.keyShown')}
      </p>
      {making.error !== null && <ProblemView error={making.error} />}
      <Button isBusy={making.isPending} onClick={() => making.mutate()}>
        <KeyRound className="size-4" aria-hidden />
        {t('wizard.connect.makeKey')}
      </Button>
    </div>
  );
}
