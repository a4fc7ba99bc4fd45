import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The project of a generation as `tar.gz`. */
@Entity({ name: 'generation_archives' })
export class GenerationArchiveEntity {
  @PrimaryColumn({ name: 'generation_id', type: 'uuid' })
  generationId!: string;

  @Column('bytea')
  archive!: Buffer;

  /** Compressed JSON of the tool changes against the generation before. */
  @Column({ type: 'bytea', nullable: true })
  changes!: Buffer | null;
}
