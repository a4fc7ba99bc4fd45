import type { Faults } from './draft';
import type { Schema, Shape } from './schema';

/** One argument or a part of it. */
export interface FieldProps {
  readonly schema: Schema | boolean | undefined;
  readonly root: Schema;
  readonly label: string;
  readonly path: string;
  readonly isRequired: boolean;
  readonly faults: Faults;
  readonly draft: unknown;
  readonly onChange: (draft: unknown) => void;
}

/** The same once it is known what it is. */
export interface ShapedProps extends FieldProps {
  readonly shape: Shape;
}
