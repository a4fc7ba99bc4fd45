import { Line, type LineOptions, type LinkOptions } from './line.js';

/** Lines by the name of their server. */
export class Lines {
  readonly #open = new Map<string, Promise<Line>>();

  /** @param links How the agent of a server is reached */
  constructor(readonly links: (name: string) => Promise<LinkOptions>) {}

  /**
   * Opened once: a second call gives the same.
   *
   * @throws AppError `port-taken`
   */
  open(name: string, options: LineOptions): Promise<Line> {
    const known = this.#open.get(name) ?? this.#make(name, options);
    this.#open.set(name, known);
    known.catch(() => this.#open.delete(name));
    return known;
  }

  async close(name: string): Promise<void> {
    const line = await this.#open.get(name)?.catch(() => undefined);
    this.#open.delete(name);
    await line?.close();
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((name) => this.close(name)));
  }

  async #make(name: string, options: LineOptions): Promise<Line> {
    const line = new Line(options, await this.links(name));
    try {
      await line.listen(options.port);
      return line;
    } catch (error) {
      await line.close();
      throw error;
    }
  }
}
