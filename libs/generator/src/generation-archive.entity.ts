import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The project of a generation as `tar.gz`. */
@Entity({ name: 'generation_archives' })
export class GenerationArchiveEntity {
  @PrimaryColumn({ name: 'generation_id', type: 'uuid' })
  generationId!: string;

  @Column('bytea')
  archive!: Buffer;
}
