import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

/** Nothing is here yet, and what to do about it. */
export function Empty({
  icon: Icon,
  title,
  hint,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly hint: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center rounded-xl border border-dashed border-strong-line px-6 py-14 text-center">
      <Icon className="size-9 text-soft" aria-hidden />
      <p className="mt-4 text-lg font-semibold">{title}</p>
      <p className="mt-1 max-w-prose text-soft">{hint}</p>
      {children !== undefined && <div className="mt-6 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
