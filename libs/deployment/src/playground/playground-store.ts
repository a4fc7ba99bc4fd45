import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AppError } from '#lib/diagnostics';
import { PlaygroundCallEntity } from '../data/playground-call.entity.js';
import { PlaygroundExampleEntity } from '../data/playground-example.entity.js';

/** Of a deployment; older ones go. */
const MOST_CALLS = 100;
const MOST_EXAMPLES = 200;
const MOST_ARGUMENT_CHARS = 64 * 1024;

type Arguments = Readonly<Record<string, unknown>>;

export type NewCall = Pick<PlaygroundCallEntity, 'deploymentId' | 'tool' | 'isError' | 'durationMs'> & {
  readonly arguments: Arguments;
};
export type NewExample = Pick<PlaygroundExampleEntity, 'deploymentId' | 'tool' | 'name'> & {
  readonly arguments: Arguments;
};

/** What people called by hand, and what of it they keep. */
@Injectable()
export class PlaygroundStore {
  constructor(readonly dataSource: DataSource) {}

  /** Newest first. */
  calls(deploymentId: string): Promise<PlaygroundCallEntity[]> {
    return this.#calls.find({ where: { deploymentId }, order: { createdAt: 'DESC' }, take: MOST_CALLS });
  }

  async addCall({ arguments: args, ...call }: NewCall): Promise<PlaygroundCallEntity> {
    const text = JSON.stringify(args);
    const kept = await this.#calls.save({
      ...call,
      arguments: text.length > MOST_ARGUMENT_CHARS ? null : text,
    });
    await this.dataSource.query(
      `DELETE FROM playground_calls WHERE id IN (
         SELECT id FROM playground_calls WHERE deployment_id = $1 ORDER BY created_at DESC OFFSET ${MOST_CALLS})`,
      [call.deploymentId],
    );
    return kept;
  }

  /** One call, or all of them. */
  async forgetCalls(deploymentId: string, id?: string): Promise<void> {
    await this.#calls.delete({ deploymentId, ...(id === undefined ? {} : { id }) });
  }

  /** By tool and name. */
  examples(deploymentId: string): Promise<PlaygroundExampleEntity[]> {
    return this.#examples.find({ where: { deploymentId }, order: { tool: 'ASC', name: 'ASC' } });
  }

  /** Puts it in the place of the tool's example of that name. @throws AppError `request-invalid` for too much */
  async keepExample({ arguments: args, ...example }: NewExample): Promise<PlaygroundExampleEntity> {
    const text = JSON.stringify(args);
    if (text.length > MOST_ARGUMENT_CHARS)
      throw new AppError('request-invalid', { detail: 'The arguments are too large to be kept.' });
    const { deploymentId } = example;
    if ((await this.#examples.countBy({ deploymentId })) >= MOST_EXAMPLES)
      throw new AppError('state-conflict', {
        detail: `A server keeps ${MOST_EXAMPLES} examples; delete one first.`,
      });
    await this.#examples.upsert({ ...example, arguments: text }, ['deploymentId', 'tool', 'name']);
    return this.#examples.findOneByOrFail(example);
  }

  async forgetExample(deploymentId: string, id: string): Promise<void> {
    await this.#examples.delete({ deploymentId, id });
  }

  get #calls() {
    return this.dataSource.getRepository(PlaygroundCallEntity);
  }

  get #examples() {
    return this.dataSource.getRepository(PlaygroundExampleEntity);
  }
}
