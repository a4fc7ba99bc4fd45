import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ModeCost } from '#lib/tool-mapping';

/** A registered API, without its large parts. */
@Entity({ name: 'apis' })
export class ApiEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  /** Readable and unique: `petstore`, `petstore-2`. */
  @Column({ type: 'text', unique: true })
  slug!: string;

  @Column('text')
  title!: string;

  @Column('text')
  version!: string;

  /** `openapi 3.0.3` */
  @Column('text')
  format!: string;

  @Column({ name: 'source_kind', type: 'text' })
  sourceKind!: string;

  @Column({ name: 'source_name', type: 'text' })
  sourceName!: string;

  @Column({ name: 'source_hash', type: 'text' })
  sourceHash!: string;

  @Column({ name: 'operation_count', type: 'int' })
  operationCount!: number;

  @Column({ name: 'tool_count', type: 'int' })
  toolCount!: number;

  @Column({ name: 'skipped_count', type: 'int' })
  skippedCount!: number;

  @Column({ name: 'token_total', type: 'int' })
  tokenTotal!: number;

  /** Of the list in each mode; null for an API of before there were modes. */
  @Column({ name: 'tokens_by_mode', type: 'jsonb', nullable: true })
  tokensByMode!: ModeCost | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;
}
