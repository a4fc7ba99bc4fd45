/** Says that a row changed; whoever cares reads the row. */
export interface Change {
  /** Table-like name: `generation`, `deployment`. */
  readonly topic: string;
  readonly id: string;
}

/** Tells every process of the hub about changes (PostgreSQL LISTEN/NOTIFY). Delivery is best effort: readers poll slowly as well. */
export abstract class ChangeFeed {
  abstract publish(change: Change): Promise<void>;

  /** Calls back for each change of this row until the returned function is called. */
  abstract subscribe(change: Change, listener: () => void): () => void;

  /** Calls back with the id of each changed row of a topic. */
  abstract subscribeAll(topic: string, listener: (id: string) => void): () => void;
}
