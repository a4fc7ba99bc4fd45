import { cn } from '@/ui/cn';

export interface ProgressProps {
  readonly label: string;
  readonly percent: number;
  readonly detail: string;
  readonly tone: 'accent' | 'good' | 'bad';
}

const TONES = { accent: 'bg-accent', good: 'bg-good', bad: 'bg-bad' } as const;

/** How far something is, as a bar and in words. */
export function Progress({ label, percent, detail, tone }: ProgressProps) {
  return (
    <div>
      <div className="flex items-baseline justify-between gap-3 text-sm">
        <span className="font-medium">{label}</span>
        <span className="text-soft" aria-live="polite">
          {detail}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuenow={percent}
        aria-valuetext={detail}
        className="mt-1.5 h-2 overflow-hidden rounded-full bg-raised"
      >
        <div
          className={cn('h-full rounded-full transition-[width]', TONES[tone])}
          style={{ width: `${percent}%` }}
        />
      </div>
    </div>
  );
}
