import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { GenerationTool } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Card, CardHead } from '@/ui/card';
import { CodeBlock } from '@/ui/code-block';
import { QueryView } from '@/ui/query-view';
import { Tabs } from '@/ui/tabs';
import { toolQuery } from '../servers-queries';
import { BindingView } from './binding-view';
import { exampleOf } from './example-arguments';

/** One tool: what a model reads, and what goes out on the wire. */
export function ToolDetail({ generationId, name }: { readonly generationId: string; readonly name: string }) {
  const query = useQuery(toolQuery(generationId, name));
  return (
    <Card className="min-w-0">
      <QueryView query={query} lines={8}>
        {(tool) => <Detail key={tool.name} tool={tool} />}
      </QueryView>
    </Card>
  );
}

function Detail({ tool }: { readonly tool: GenerationTool }) {
  const { t } = useTranslation();
  const schema = (value: object) => JSON.stringify(value, null, 2);
  const tabs = [
    {
      value: 'binding',
      label: t('servers.tools.binding'),
      content: <BindingView binding={tool.binding} />,
    },
    {
      value: 'example',
      label: t('servers.tools.example'),
      content: (
        <CodeBlock text={schema(exampleOf(tool.inputSchema))} label={t('servers.tools.exampleHint')} />
      ),
    },
    {
      value: 'input',
      label: t('servers.tools.input'),
      content: <CodeBlock text={schema(tool.inputSchema)} label={t('servers.tools.input')} />,
    },
    ...(tool.outputSchema === undefined
      ? []
      : [
          {
            value: 'output',
            label: t('servers.tools.output'),
            content: <CodeBlock text={schema(tool.outputSchema)} label={t('servers.tools.output')} />,
          },
        ]),
  ];
  return (
    <>
      <CardHead title={<span className="font-mono break-all">{tool.name}</span>} hint={tool.title} />
      <Hints annotations={tool.annotations as Readonly<Record<string, boolean>>} tag={tool.tag} />
      <p className="mt-3 mb-5 max-h-60 overflow-y-auto text-sm break-words whitespace-pre-line">
        {tool.description}
      </p>
      <Tabs label={t('servers.tools.parts')} tabs={tabs} />
    </>
  );
}

const HINTS = ['readOnlyHint', 'destructiveHint', 'idempotentHint'] as const;

function Hints({
  annotations,
  tag,
}: {
  readonly annotations: Readonly<Record<string, boolean>>;
  readonly tag: string;
}) {
  const { t } = useTranslation();
  return (
    <p className="flex flex-wrap gap-2">
      {tag !== '' && <Badge>{tag}</Badge>}
      {HINTS.filter((hint) => annotations[hint] === true).map((hint) => (
        <Badge key={hint} tone={hint === 'destructiveHint' ? 'warn' : 'good'}>
          {t(`servers.tools.hints.${hint}`)}
        </Badge>
      ))}
    </p>
  );
}
