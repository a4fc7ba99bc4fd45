import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn } from 'typeorm';
import type { ToolMode } from '#lib/server-runtime';
import type { GenerationStage, GenerationState } from './generation-state.js';

/** How many tools are different from those of the generation before. */
export interface ChangeCounts {
  readonly breaking: boolean;
  readonly added: number;
  readonly removed: number;
  readonly renamed: number;
  readonly changed: number;
}

/** One run of the generator over an API; immutable once it succeeded. */
@Entity({ name: 'generations' })
export class GenerationEntity {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ name: 'api_id', type: 'uuid' })
  apiId!: string;

  /** How clients reach the operations. */
  @Column({ type: 'text', default: 'tools' })
  mode!: ToolMode;

  @Column('text')
  state!: GenerationState;

  @Column({ type: 'text', nullable: true })
  stage!: GenerationStage | null;

  /** 0 to 100. */
  @Column('int')
  percent!: number;

  /** Error code and detail of a failed one. */
  @Column({ name: 'error_code', type: 'text', nullable: true })
  errorCode!: string | null;

  @Column({ name: 'error_detail', type: 'text', nullable: true })
  errorDetail!: string | null;

  @Column({ name: 'project_name', type: 'text', nullable: true })
  projectName!: string | null;

  /** SHA-256 of the archive: equal input gives an equal hash. */
  @Column({ name: 'content_hash', type: 'text', nullable: true })
  contentHash!: string | null;

  @Column({ name: 'file_count', type: 'int', nullable: true })
  fileCount!: number | null;

  @Column('text')
  template!: string;

  @Column({ name: 'template_version', type: 'text', nullable: true })
  templateVersion!: string | null;

  /** SHA-256 (hex) over the description's documents as they were then; null in what earlier versions made. */
  @Column({ name: 'description_hash', type: 'text', nullable: true })
  descriptionHash!: string | null;

  /** Version of the program that made it. */
  @Column({ name: 'generator_version', type: 'text', nullable: true })
  generatorVersion!: string | null;

  /** Whether the hub may run its project: not where an uploaded template wrote what starts. */
  @Column('boolean')
  deployable!: boolean;

  /** The API's last successful generation before this one; null for the first. */
  @Column({ name: 'previous_id', type: 'uuid', nullable: true })
  previousId!: string | null;

  /** Against that one. */
  @Column({ type: 'jsonb', nullable: true })
  changes!: ChangeCounts | null;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz', precision: 3 })
  createdAt!: Date;

  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt!: Date | null;
}
