/** A point in time as the reader's country writes it; exact for machines. */
export function Moment({ at }: { readonly at: string }) {
  return (
    <time dateTime={at} className="tabular-nums">
      {new Date(at).toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' })}
    </time>
  );
}
