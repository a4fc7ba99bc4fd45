import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** An uploaded template. */
@Entity({ name: 'templates' })
export class TemplateEntity {
  @PrimaryColumn('text')
  name!: string;

  @Column('text')
  version!: string;

  @Column('text')
  description!: string;

  @Column({ name: 'file_count', type: 'int' })
  fileCount!: number;

  /** SHA-256 of the zip. */
  @Column({ name: 'content_hash', type: 'text' })
  contentHash!: string;

  /** The zip as it was uploaded; not read with the rest. */
  @Column({ type: 'bytea', select: false })
  archive!: Buffer;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
