import { CopyButton } from './copy-button';

/** Text to be read and copied as it is. */
export function CodeBlock({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <figure className="rounded-lg border border-line bg-ground">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line px-3 py-1.5 text-sm text-soft">
        {label}
        <CopyButton text={text} />
      </figcaption>
      {/* Scrolled by keyboard, too. */}
      <pre
        tabIndex={0}
        aria-label={label}
        className="max-h-96 overflow-auto p-3 font-mono text-[0.8125rem] leading-relaxed"
      >
        {text}
      </pre>
    </figure>
  );
}
