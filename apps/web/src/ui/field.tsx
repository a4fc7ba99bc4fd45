import { useId, type ComponentProps, type ReactNode } from 'react';
import { cn } from './cn';

export const CONTROL =
  'w-full rounded-lg border border-strong-line bg-surface px-3 text-ink placeholder:text-soft disabled:opacity-60 aria-[invalid=true]:border-bad';

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  /** Gets what ties the control to its label, hint and error. */
  readonly children: (control: {
    id: string;
    'aria-describedby'?: string;
    'aria-invalid'?: true;
  }) => ReactNode;
}

/** A control with its label, a hint and, where something is wrong, what. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const described = [hint === undefined ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`]
    .filter((part) => part !== '')
    .join(' ');
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        ...(described === '' ? {} : { 'aria-describedby': described }),
        ...(error === undefined ? {} : { 'aria-invalid': true as const }),
      })}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-soft">
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input {...props} className={cn(CONTROL, 'h-10', className)} />;
}

export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea {...props} className={cn(CONTROL, 'min-h-24 py-2 font-mono text-sm', className)} />;
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return <select {...props} className={cn(CONTROL, 'h-10', className)} />;
}

export function Checkbox({
  label,
  ...props
}: Omit<ComponentProps<'input'>, 'type'> & { readonly label: ReactNode }) {
  return (
    <label className="flex items-start gap-2.5 text-sm">
      <input {...props} type="checkbox" className="mt-0.5 size-4 accent-accent" />
      <span>{label}</span>
    </label>
  );
}
