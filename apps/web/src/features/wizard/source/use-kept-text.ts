import { useState } from 'react';
import { storedText, storeText } from '../draft';

/** A text of a form that a reload does not lose. Not for secrets. */
export function useKeptText(name: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => storedText(name));
  return [
    text,
    (next) => {
      setText(next);
      storeText(name, next);
    },
  ];
}
