import type { GraphQLError } from 'graphql';
import { AppError, type Diagnostic } from '#lib/diagnostics';

const MAX_LISTED = 50;

/** A schema that nothing can be made of, with every reason and its place. */
export function unusableSchema(errors: readonly Error[], document: string): AppError {
  const diagnostics = errors.slice(0, MAX_LISTED).map((error) => diagnosticOf(error, document));
  const [first] = diagnostics;
  return new AppError('document-unusable', {
    detail: first === undefined ? 'The schema cannot be read.' : first.message,
    diagnostics,
  });
}

function diagnosticOf(error: Error, document: string): Diagnostic {
  return {
    code: 'spec/graphql-invalid',
    severity: 'error',
    message: error.message.slice(0, 500),
    fix: 'Correct the schema at this place.',
    location: { document: document, pointer: '', ...positionOf(error) },
  };
}

/** 1-based; the document's own name where the parser was given it. */
export function positionOf(error: Error): { document?: string; line?: number; column?: number } {
  const { locations, source, nodes } = error as Partial<GraphQLError>;
  const document = source?.name ?? nodes?.[0]?.loc?.source.name;
  const [place] = locations ?? [];
  return {
    ...(document === undefined ? {} : { document }),
    ...(place === undefined ? {} : { line: place.line, column: place.column }),
  };
}
