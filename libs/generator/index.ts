export { GenerationArchiveEntity } from './src/generation-archive.entity.js';
export type { GenerationStage, GenerationState } from './src/generation-state.js';
export { GenerationEntity } from './src/generation.entity.js';
export { GeneratorModule } from './src/generator.module.js';
export { GENERATION, GeneratorService } from './src/generator.service.js';
export { GENERATOR_MIGRATIONS } from './src/migrations.js';
