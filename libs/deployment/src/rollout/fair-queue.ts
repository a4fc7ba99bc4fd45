/**
 * Runs tasks, so many at a time. Groups take turns: a group with fifty tasks waiting delays another's one by a
 * single task.
 */
export class FairQueue {
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  #running = 0;

  /** @param most Tasks at once */
  constructor(readonly most: number) {}

  /** @returns what the task returns; a task whose signal aborts before its turn does not run */
  run<T>(group: string, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const turn = async () => {
        try {
          signal?.throwIfAborted();
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      };
      const tasks = this.#waiting.get(group);
      if (tasks === undefined) this.#waiting.set(group, [turn]);
      else tasks.push(turn);
      this.#next();
    });
  }

  #next(): void {
    if (this.#running >= this.most) return;
    const [entry] = this.#waiting;
    if (entry === undefined) return;
    const [group, tasks] = entry;
    const turn = tasks.shift();
    // To the end of the line, behind every other group that waits.
    this.#waiting.delete(group);
    if (tasks.length > 0) this.#waiting.set(group, tasks);
    if (turn === undefined) return this.#next();
    this.#running += 1;
    void turn().finally(() => {
      this.#running -= 1;
      this.#next();
    });
    return this.#next();
  }
}
