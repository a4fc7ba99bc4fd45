import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveTool } from '@/api/types';
import { serverRoute } from '@/features/servers/server-route';
import { Empty } from '@/ui/empty';
import { QueryView } from '@/ui/query-view';
import { CallForm } from './call-form';
import { Outcome } from './outcome';
import { PastCalls } from './past-calls';
import { liveToolsQuery, useCall, type Call } from './playground-queries';
import { ToolPicker } from './tool-picker';

/** Calls tools of the live server, and shows what went to the API and what came back. */
export function PlaygroundTab() {
  const { t } = useTranslation();
  const { serverId } = serverRoute.useParams();
  const query = useQuery(liveToolsQuery(serverId));
  return (
    <QueryView query={query}>
      {(tools) =>
        tools.length === 0 ? (
          <Empty icon={Play} title={t('playground.noTools')} hint={t('playground.noToolsHint')} />
        ) : (
          <Playground serverId={serverId} tools={tools} />
        )
      }
    </QueryView>
  );
}

interface Loaded extends Call {
  /** Another one fills the form anew. */
  readonly turn: number;
}

function Playground({ serverId, tools }: { readonly serverId: string; readonly tools: readonly LiveTool[] }) {
  const [loaded, setLoaded] = useState<Loaded>({ tool: tools[0]?.name ?? '', arguments: {}, turn: 0 });
  const call = useCall(serverId);
  const tool = tools.find(({ name }) => name === loaded.tool);
  const load = (next: Call) => {
    call.reset();
    setLoaded(({ turn }) => ({ ...next, turn: turn + 1 }));
  };
  return (
    <div className="space-y-6">
      <div className="grid items-start gap-6 xl:grid-cols-2">
        <div className="min-w-0 space-y-4">
          <ToolPicker
            tools={tools}
            chosen={loaded.tool}
            onChoose={(name) => load({ tool: name, arguments: {} })}
          />
          {tool !== undefined && (
            <CallForm
              key={loaded.turn}
              serverId={serverId}
              tool={tool}
              given={loaded.arguments}
              call={call}
            />
          )}
        </div>
        <Outcome call={call} />
      </div>
      <PastCalls
        serverId={serverId}
        onLoad={load}
        onReplay={(past) => {
          load(past);
          call.mutate(past);
        }}
      />
    </div>
  );
}
