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

  /** Customization */
  @Column({ type: 'bytea', nullable: true })
  customization!: Buffer | null;

  /** StoredSource: the documents before any overlay. Null for what an earlier version registered. */
  @Column({ type: 'bytea', nullable: true })
  source!: Buffer | null;

  /** ImportReport. Null for what an earlier version registered. */
  @Column({ type: 'bytea', nullable: true })
  report!: Buffer | null;

  /** Diagnostic[] */
  @Column('bytea')
  diagnostics!: Buffer;
}
