import type { DocumentPlace } from './document-place.js';
import type { Extensions, JsonSchema } from './json-schema.js';
import type { SecurityRequirement } from './security.js';
import type { ApiServer } from './server.js';

/** A root field of a GraphQL schema, or an operation that its author wrote by hand. */
export interface GraphqlOperation {
  readonly kind: 'graphql';
  /** Ours, unique and stable: `query user`, `mutation addUser`, `subscription userAdded`, `operation FindUsers`. */
  readonly id: string;
  /** The field's or the operation's own name; with its kind in front where two share one. */
  readonly operationId?: string;
  readonly operationType: 'query' | 'mutation' | 'subscription';
  readonly summary?: string;
  /** CommonMark. */
  readonly description?: string;
  readonly tags: readonly string[];
  readonly deprecated: boolean;
  /** Never set: a schema has one endpoint. */
  readonly servers?: readonly ApiServer[];
  /** The field's arguments, or the operation's variables. */
  readonly arguments: readonly GraphqlArgument[];
  readonly call: GraphqlCall;
  readonly security: readonly SecurityRequirement[];
  readonly extensions: Extensions;
  readonly location: DocumentPlace;
}

export type GraphqlCall =
  | {
      readonly kind: 'field';
      readonly field: string;
      /** Of the field, in GraphQL's notation: `[User!]!`. */
      readonly type: string;
    }
  | {
      readonly kind: 'document';
      /** One operation with the fragments it uses. */
      readonly document: string;
      readonly operationName: string;
      /** Response keys below `data` that lead to the one field selected; empty when there are several. */
      readonly resultPath: readonly string[];
    };

export interface GraphqlArgument {
  readonly name: string;
  /** In GraphQL's notation, as a variable has to be declared: an argument with a default may be left out, so it is never `!`. */
  readonly type: string;
  readonly required: boolean;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  /** Where files go below this argument's value; `*` stands for each item of a list. */
  readonly uploads?: readonly (readonly string[])[];
}

/** Output types by name, for selections. Scalars and enums are leaves and not listed. */
export type GraphqlTypes = Readonly<Record<string, GraphqlType>>;

export interface GraphqlType {
  readonly kind: 'object' | 'interface' | 'union';
  /** Name to signature, in the schema's order: `String!`, `(first: Int, of: ID!): [User!]! @deprecated`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Object types of an interface or union. */
  readonly possible?: readonly string[];
}
