import type { ContainerRuntime, ContainerState } from '../container-runtime.js';
import type { RelayFronts } from './relay-fronts.js';

type Relayed = Pick<ContainerRuntime, 'run' | 'inspect' | 'list' | 'remove' | 'close'>;

/** A runtime whose servers are reached from other machines: their addresses are those of relays. Else it is the same. */
export function relayedRuntime(inner: ContainerRuntime, fronts: RelayFronts): ContainerRuntime {
  const shown = async (state: ContainerState): Promise<ContainerState> => {
    const { address, ...rest } = state;
    if (address !== undefined) return { ...rest, address: await fronts.open(state.name, address) };
    await fronts.close(state.name);
    return state;
  };
  const relayed: Relayed = {
    run: async (spec) => shown(await inner.run(spec)),
    inspect: async (name) => shown(await inner.inspect(name)),
    list: async (labels) => Promise.all((await inner.list(labels)).map(shown)),
    remove: async (name) => {
      await fronts.close(name);
      await inner.remove(name);
    },
    close: async () => {
      await fronts.closeAll();
      await inner.close();
    },
  };
  // A driver keeps its own in private fields, so that it has to be called as itself.
  return new Proxy(inner, {
    get: (target, key) => {
      if (Object.hasOwn(relayed, key)) return relayed[key as keyof Relayed];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
