import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './cn';

const LOOKS = {
  primary: 'bg-accent text-on-accent hover:opacity-90',
  secondary: 'border border-line bg-surface text-ink hover:bg-raised',
  quiet: 'text-soft hover:bg-raised hover:text-ink',
  danger: 'bg-bad text-surface hover:opacity-90',
} as const;
const SIZES = { small: 'h-8 px-2.5 text-sm', medium: 'h-10 px-4', icon: 'size-9 justify-center' } as const;

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: keyof typeof LOOKS;
  readonly size?: keyof typeof SIZES;
  /** Gives its look to the one child, a link for example. */
  readonly asChild?: boolean;
  /** Shown as at work, and not to be pressed again. */
  readonly isBusy?: boolean;
}

export function Button({
  look = 'secondary',
  size = 'medium',
  asChild = false,
  isBusy = false,
  className,
  disabled,
  ...props
}: ButtonProps) {
  const Element = asChild ? Slot.Root : 'button';
  return (
    <Element
      {...(asChild ? {} : { type: 'button', disabled: disabled === true || isBusy })}
      {...props}
      aria-busy={isBusy || undefined}
      className={cn(
        'inline-flex items-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-55',
        LOOKS[look],
        SIZES[size],
        isBusy && 'animate-pulse',
        className,
      )}
    />
  );
}
