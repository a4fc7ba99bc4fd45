import type { Binding, GraphqlVariable, ParameterBinding } from '#lib/server-runtime';

/** An argument with the name that it has on the wire. */
export type BoundArgument = ParameterBinding | GraphqlVariable;

/** Parameters of an HTTP call, or variables of a GraphQL document; a body is not among them. */
export function boundArguments(binding: Binding): readonly BoundArgument[] {
  return binding.kind === 'http' ? binding.parameters : binding.variables;
}
