import type { Deployment } from '@/api/types';
import { Badge, type Tone } from '@/ui/badge';

const TONES: Readonly<Record<string, Tone>> = {
  healthy: 'good',
  queued: 'accent',
  building: 'accent',
  starting: 'accent',
  stopping: 'accent',
  deleting: 'accent',
  unhealthy: 'warn',
  unknown: 'warn',
  'crash-looping': 'bad',
  failed: 'bad',
};

export function StateBadge({ state }: Pick<Deployment, 'state'>) {
  return <Badge tone={TONES[state] ?? 'plain'}>{state}</Badge>;
}
