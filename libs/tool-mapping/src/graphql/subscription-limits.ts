import type { JsonSchemaObject } from '#lib/api-description';
import type { SubscriptionBinding } from '#lib/server-runtime';
import type { ArgumentKeys } from '../argument-keys.js';
import type { SubscriptionChoice } from '../selection/tool-selection.js';

const MOST = { events: 100, seconds: 60 };
/** Where the model does not say: soon enough for a client that gives up after half a minute. */
const USUAL = { events: 10, seconds: 15 };

export interface SubscriptionPart {
  readonly binding: Pick<SubscriptionBinding, 'limits' | 'transport' | 'endpoint'>;
  /** Arguments that say how long events are collected. */
  readonly properties: Readonly<Record<string, JsonSchemaObject>>;
}

/** What a tool has besides, when its field is a subscription. */
export function subscriptionPart(keys: ArgumentKeys, choice: SubscriptionChoice): SubscriptionPart {
  const { transport, endpoint, maxEvents = MOST.events, maxSeconds = MOST.seconds } = choice;
  const limits = { events: keys.take('max_events', 'limit'), seconds: keys.take('max_seconds', 'limit') };
  return {
    binding: {
      limits,
      ...(transport === undefined ? {} : { transport }),
      ...(endpoint === undefined ? {} : { endpoint }),
    },
    properties: {
      [limits.events]: bound('End after so many events.', USUAL.events, maxEvents),
      [limits.seconds]: bound('End after so many seconds.', USUAL.seconds, maxSeconds),
    },
  };
}

function bound(description: string, usual: number, maximum: number): JsonSchemaObject {
  return { type: 'integer', minimum: 1, maximum, default: Math.min(usual, maximum), description };
}
