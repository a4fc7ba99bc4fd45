import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Tool } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { QueryView } from '@/ui/query-view';
import { apiToolsQuery } from './apis-queries';

/** Tools by tag, each with what it costs. */
export function ApiTools({ apiId }: { readonly apiId: string }) {
  const { t } = useTranslation();
  const query = useQuery(apiToolsQuery(apiId));
  return (
    <Card>
      <CardHead title={t('apis.tools')} hint={t('apis.toolsHint')} />
      <QueryView query={query}>
        {(tools) => (
          <ul className="divide-y divide-line">
            {[...byTag(tools)].map(([tag, members]) => (
              <li key={tag}>
                <TagGroup tag={tag} tools={members} />
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}

function byTag(tools: readonly Tool[]): Map<string, Tool[]> {
  const groups = new Map<string, Tool[]>();
  for (const tool of tools) groups.set(tool.tag, [...(groups.get(tool.tag) ?? []), tool]);
  return groups;
}

function TagGroup({ tag, tools }: { readonly tag: string; readonly tools: readonly Tool[] }) {
  const { t } = useTranslation();
  const tokens = tools.reduce((sum, tool) => sum + tool.tokens, 0);
  return (
    <details className="py-2">
      <summary className="cursor-pointer py-1">
        <span className="font-medium">{tag}</span>{' '}
        <span className="text-sm text-soft">{t('apis.tagSum', { count: tools.length, tokens })}</span>
      </summary>
      <ul className="mt-1 space-y-1 pl-4">
        {tools.map((tool) => (
          <li key={tool.name}>
            <ToolRow tool={tool} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function ToolRow({ tool }: { readonly tool: Tool }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary className="cursor-pointer py-1 break-words">
        <span className="font-mono text-sm">{tool.name}</span>{' '}
        <span className="text-sm text-soft">{tool.operation}</span>{' '}
        <Badge>{t('apis.tokens', { count: tool.tokens })}</Badge>
      </summary>
      <div className="space-y-3 py-2 pl-4">
        <p className="text-sm whitespace-pre-line text-soft">{tool.description}</p>
        <CodeBlock label={t('apis.inputSchema')} text={JSON.stringify(tool.inputSchema, null, 2)} />
      </div>
    </details>
  );
}
