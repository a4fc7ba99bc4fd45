import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The large parts of a registered API, compressed; read only where they are needed. */
@Entity({ name: 'api_documents' })
export class ApiDocumentEntity {
  @PrimaryColumn({ name: 'api_id', type: 'uuid' })
  apiId!: string;

  /** ApiDescription */
  @Column('bytea')
  description!: Buffer;

  /** {@link StoredTools} */
  @Column('bytea')
  tools!: Buffer;

  /** Diagnostic[] */
  @Column('bytea')
  diagnostics!: Buffer;
}
