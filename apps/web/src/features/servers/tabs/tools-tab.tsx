import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GenerationToolEntry } from '@/api/types';
import { Input } from '@/ui/field';
import { QueryView } from '@/ui/query-view';
import { serverRoute } from '../server-route';
import { serverQuery, toolsQuery } from '../servers-queries';
import { ToolDetail } from '../tools/tool-detail';
import { ToolList } from '../tools/tool-list';

export function ServerToolsTab() {
  const { serverId } = serverRoute.useParams();
  const query = useQuery(serverQuery(serverId));
  return <QueryView query={query}>{({ generationId }) => <Tools generationId={generationId} />}</QueryView>;
}

function Tools({ generationId }: { readonly generationId: string }) {
  const query = useQuery(toolsQuery(generationId));
  return (
    <QueryView query={query}>
      {(tools) => <ToolBrowser key={generationId} generationId={generationId} tools={tools} />}
    </QueryView>
  );
}

interface BrowserProps {
  readonly generationId: string;
  readonly tools: readonly GenerationToolEntry[];
}

/** The list on one side, the one that is looked at on the other. */
function ToolBrowser({ generationId, tools }: BrowserProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(tools[0]?.name);
  const wanted = useDeferredValue(text.trim().toLowerCase());
  const shown = useMemo(() => tools.filter((tool) => holds(tool, wanted)), [tools, wanted]);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[20rem_minmax(0,1fr)]">
      <div>
        <Input
          type="search"
          aria-label={t('servers.tools.search')}
          placeholder={t('servers.tools.search')}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <p role="status" className="my-2 text-sm text-soft">
          {t('servers.tools.shown', { shown: shown.length, all: tools.length })}
        </p>
        <ToolList tools={shown} chosen={chosen} onChoose={setChosen} />
      </div>
      {chosen !== undefined && <ToolDetail generationId={generationId} name={chosen} />}
    </div>
  );
}

function holds({ name, title, description, operation, tag }: GenerationToolEntry, text: string): boolean {
  return `${name} ${title ?? ''} ${operation} ${tag} ${description}`.toLowerCase().includes(text);
}
