/** Why a change is breaking or not, in words for people. */
export interface ChangeReason {
  readonly breaking: boolean;
  readonly text: string;
}

export function grave(text: string): ChangeReason {
  return { breaking: true, text };
}

export function harmless(text: string): ChangeReason {
  return { breaking: false, text };
}

/** Names the place of a value for a sentence: `''` is the arguments as a whole, else `body.name`, `tags[]`. */
export function placeName(place: string): string {
  return place === '' ? 'It' : `The argument ${place}`;
}
