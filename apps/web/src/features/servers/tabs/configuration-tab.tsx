import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/session/session';
import { QueryView } from '@/ui/query-view';
import { DangerCard } from '../configuration/danger-card';
import { KeyCard } from '../configuration/key-card';
import { LifetimeCard } from '../configuration/lifetime-card';
import { SizeCard } from '../configuration/size-card';
import { SmokeCallsCard } from '../configuration/smoke-calls-card';
import { VariablesCard } from '../configuration/variables-card';
import { serverRoute } from '../server-route';
import { serverQuery, variablesQuery } from '../servers-queries';

export function ServerConfigurationTab() {
  const { t } = useTranslation();
  const { serverId } = serverRoute.useParams();
  const mayManage = useMay('manage');
  const server = useQuery(serverQuery(serverId));
  const variables = useQuery(variablesQuery(serverId));
  return (
    <fieldset disabled={!mayManage} className="min-w-0 space-y-5">
      <legend className="sr-only">{t('servers.tabs.configuration')}</legend>
      {!mayManage && <p className="text-sm text-soft">{t('servers.configuration.readOnly')}</p>}
      <QueryView query={variables}>
        {(items) => <VariablesCard serverId={serverId} variables={items} />}
      </QueryView>
      <QueryView query={server}>
        {(item) => (
          <>
            <SizeCard key={`size-${item.revision}`} server={item} />
            <SmokeCallsCard key={`smoke-${item.revision}`} server={item} />
            <LifetimeCard key={`${item.idleMinutes} ${item.expiresAt}`} server={item} />
            <KeyCard server={item} />
            {mayManage && <DangerCard server={item} />}
          </>
        )}
      </QueryView>
    </fieldset>
  );
}
