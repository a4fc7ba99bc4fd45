/** What every client accepts as a property key at the root of an input schema. */
const MAX_KEY_LENGTH = 64;

/** Hands out argument keys: readable, `^[a-zA-Z0-9_.-]{1,64}$`, unique ignoring case within one tool. */
export class ArgumentKeys {
  readonly #taken = new Set<string>();

  /** @param place Told apart by, when another place has the same name: `id` in the path, `id_query`. */
  take(wireName: string, place: string): string {
    const base = readable(wireName) || place;
    const candidates = [base, `${base.slice(0, MAX_KEY_LENGTH - place.length - 1)}_${place}`];
    let key = candidates.find((candidate) => !this.#taken.has(candidate.toLowerCase()));
    for (let count = 2; key === undefined; count += 1) {
      const numbered = `${base.slice(0, MAX_KEY_LENGTH - 4)}_${count}`;
      if (!this.#taken.has(numbered.toLowerCase())) key = numbered;
    }
    this.#taken.add(key.toLowerCase());
    return key;
  }
}

/** `filter[name]` becomes `filter_name`, `$top` becomes `top`; names that fit stay as they are. */
function readable(name: string): string {
  // Validators and clients take a member of this name for the prototype.
  if (name !== '__proto__' && /^[a-zA-Z0-9_.-]{1,64}$/.test(name)) return name;
  return name
    .replaceAll(/[^a-zA-Z0-9_.-]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
    .slice(0, MAX_KEY_LENGTH);
}
