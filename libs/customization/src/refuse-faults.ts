import { AppError, type Diagnostic } from '#lib/diagnostics';

/**
 * A person's own wish that cannot be fulfilled stops what would ignore it.
 *
 * @throws AppError `overlay-invalid` with the errors about overlays and selections, if there are any
 */
export function refuseFaults(diagnostics: readonly Diagnostic[]): void {
  const faults = diagnostics.filter(
    ({ code, severity }) => severity === 'error' && /^(overlay|selection)\//.test(code),
  );
  const [first] = faults;
  if (first !== undefined)
    throw new AppError('overlay-invalid', { detail: first.message, diagnostics: faults });
}
