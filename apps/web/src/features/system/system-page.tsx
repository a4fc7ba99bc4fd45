import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHead } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { Tabs } from '@/ui/tabs';
import { BackupPanel } from './backup-panel';
import { HealthPanel } from './health-panel';
import { KeysPanel } from './keys-panel';
import { SettingsPanel } from './settings-panel';
import { systemQuery } from './system-queries';

export function SystemPage() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('nav.system')} hint={t('system.hint')} />
      <Tabs
        label={t('system.tabs.label')}
        tabs={[
          { value: 'health', label: t('system.tabs.health'), content: <Health /> },
          { value: 'keys', label: t('system.tabs.keys'), content: <KeysPanel /> },
          { value: 'backup', label: t('system.tabs.backup'), content: <BackupPanel /> },
          { value: 'settings', label: t('system.tabs.settings'), content: <Settings /> },
        ]}
      />
    </>
  );
}

function Health() {
  const query = useQuery(systemQuery);
  return <QueryView query={query}>{(system) => <HealthPanel system={system} />}</QueryView>;
}

function Settings() {
  const query = useQuery(systemQuery);
  return <QueryView query={query}>{({ settings }) => <SettingsPanel settings={settings} />}</QueryView>;
}
