import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '#lib/platform';

/** Where clients reach this hub: known in full once it listens, since its port may be any free one. */
@Injectable()
export class HubAddress {
  #url: string;

  constructor(@Inject(APP_CONFIG) readonly config: Pick<AppConfig, 'publicUrl' | 'mcpUrl' | 'port'>) {
    this.#url = config.publicUrl;
  }

  get url(): string {
    return this.#url;
  }

  /** @param url With the port really in use */
  listensOn(url: string): void {
    if (this.config.port === 0) this.#url = url;
  }

  /** The MCP endpoint of a deployment; it stays the same whatever runs behind it. */
  endpoint({ slug }: { slug: string }): string {
    return `${this.config.mcpUrl ?? this.#url}/mcp/${slug}`;
  }
}
