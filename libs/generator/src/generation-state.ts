export type GenerationState = 'queued' | 'running' | 'succeeded' | 'failed';

/** What a running generation is at, with the share of the work that is done when it begins. */
export const STAGES = { load: 5, render: 25, bundle: 50, pack: 85 } as const;

export type GenerationStage = keyof typeof STAGES;

/** Allowed transitions; `running` to itself is a run that begins again after its process died. */
export const TRANSITIONS: Readonly<Record<GenerationState, readonly GenerationState[]>> = {
  queued: ['running', 'failed'],
  running: ['running', 'succeeded', 'failed'],
  succeeded: [],
  failed: [],
};

export function mayBecome(from: GenerationState, to: GenerationState): boolean {
  return TRANSITIONS[from].includes(to);
}
