import { EventEmitter, on } from 'node:events';
import type { ContainerEvent } from './container-runtime.js';
import { carries, type Labels } from './labels.js';

/** Events of a driver that starts its containers itself. */
export class EventBus {
  readonly #emitter = new EventEmitter();

  constructor() {
    this.#emitter.setMaxListeners(0);
  }

  emit(labels: Labels, event: ContainerEvent): void {
    this.#emitter.emit('event', labels, event);
  }

  async *listen(wanted: Labels, signal: AbortSignal): AsyncIterable<ContainerEvent> {
    try {
      for await (const [labels, event] of on(this.#emitter, 'event', { signal }) as AsyncIterable<
        [Labels, ContainerEvent]
      >) {
        if (carries(labels, wanted)) yield event;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
