import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '@/api/client';
import type { Release } from '@/api/types';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Facts } from '@/ui/facts';

interface Props {
  readonly serverId: string;
  readonly release: Release;
}

/** What its image was made of, and what a scanner found in it. */
export function ReleaseOrigin({ serverId, release }: Props) {
  const { t } = useTranslation();
  const { provenance, scan, number } = release;
  if (provenance === null) return null;
  const { template, templateVersion, generatorVersion, descriptionHash, base, sbomHash, generationId } =
    provenance;
  const hash = (value: string | null) => <code className="font-mono text-xs break-all">{value ?? '–'}</code>;
  return (
    <details className="rounded-lg border border-line px-4 py-2">
      <summary className="py-1 text-sm font-medium">{t('servers.releases.origin')}</summary>
      <div className="space-y-4 pt-2 pb-2">
        <Facts
          facts={[
            [t('servers.releases.generation'), hash(generationId)],
            [t('servers.releases.description'), hash(descriptionHash)],
            [t('servers.releases.template'), `${template} ${templateVersion ?? ''}`],
            [t('servers.releases.generator'), generatorVersion ?? '–'],
            [
              t('servers.releases.base'),
              `${base.reference}${base.node === undefined ? '' : ` (Node ${base.node.version})`}`,
            ],
            [t('servers.releases.sbomHash'), hash(sbomHash)],
          ]}
        />
        <Button asChild size="small">
          <a
            href={apiUrl(`/deployments/${serverId}/releases/${number}/sbom`)}
            download={`sbom-${number}.cdx.json`}
          >
            <Download className="size-4" aria-hidden />
            {t('servers.releases.sbom', { number })}
          </a>
        </Button>
        <Scan scan={scan} />
      </div>
    </details>
  );
}

function Scan({ scan }: Pick<Release, 'scan'>) {
  const { t } = useTranslation();
  if (scan === null) return <p className="text-sm text-soft">{t('servers.releases.noScan')}</p>;
  const counts = Object.entries(scan.counts ?? {}).filter(([, count]) => count > 0);
  return (
    <div className="text-sm">
      <p className="flex flex-wrap items-center gap-2">
        {t('servers.releases.scanned', { scanner: scan.scanner ?? '–' })}
        {scan.problem ?? (counts.length === 0 && t('servers.releases.nothingFound'))}
        {counts.map(([severity, count]) => (
          <Badge key={severity} tone={severity === 'critical' || severity === 'high' ? 'bad' : 'warn'}>
            {severity} {count}
          </Badge>
        ))}
      </p>
      <ul className="mt-2 list-disc pl-5">
        {scan.findings.map(({ id, package: name, version, fixedIn }) => (
          <li key={`${id} ${name}`}>
            {id}: {name} {version}
            {fixedIn.length > 0 && ` → ${fixedIn.join(', ')}`}
          </li>
        ))}
      </ul>
    </div>
  );
}
