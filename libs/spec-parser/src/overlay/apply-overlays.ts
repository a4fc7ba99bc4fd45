import { childPlace, rootPlace, type Findings, type Place } from '../findings.js';
import { DocumentEditor, type Location } from './document-editor.js';
import { merge } from './merge.js';
import type { NamedOverlay, OverlayAction } from './overlay-document.js';
import { selectPlaces, TargetFault } from './select.js';

interface Target {
  readonly findings: Findings;
  /** Name of the description's first document. */
  readonly document: string;
}

/**
 * Applies overlays to the parsed first document, in order. Neither is changed. What cannot be applied is a
 * finding at its place in the overlay; the other actions are applied.
 *
 * @returns The document as the overlays make it
 */
export function applyOverlays(root: unknown, overlays: readonly NamedOverlay[], target: Target): unknown {
  const editor = new DocumentEditor(root);
  for (const { name, document } of overlays) {
    const place = rootPlace(name);
    if (document.extends !== undefined) noteOther(document.extends, place, target);
    const actions = childPlace(place, 'actions');
    for (const [index, action] of document.actions.entries())
      applyAction(editor, action, { findings: target.findings, place: childPlace(actions, index) });
  }
  return editor.root;
}

interface At {
  readonly findings: Findings;
  /** Of the action in its overlay. */
  readonly place: Place;
}

function applyAction(editor: DocumentEditor, action: OverlayAction, at: At): void {
  const places = placesOf(editor, action, at);
  if (places === undefined) return;
  if (action.remove === true) for (const place of lastFirst(places)) remove(editor, place, at);
  else if (action.update !== undefined) for (const place of places) update(editor, place, { action, at });
  else note(at, 'action-empty', 'warning', 'The action neither updates nor removes.');
}

function placesOf(editor: DocumentEditor, { target }: OverlayAction, at: At): Location[] | undefined {
  try {
    const places = selectPlaces(editor.root, target);
    if (places.length > 0) return places;
    note(at, 'target-unmatched', 'warning', `The target ${JSON.stringify(target)} selects nothing.`);
  } catch (error) {
    if (!(error instanceof TargetFault)) throw error;
    note(
      at,
      'target-invalid',
      'error',
      `The target ${JSON.stringify(target)} is not usable: ${error.message}.`,
    );
  }
  return undefined;
}

/** What lies deeper or later goes first, so that the places of what is still to be removed stay right. */
function lastFirst(places: readonly Location[]): Location[] {
  return places.toSorted((a, b) => {
    const at = a.findIndex((key, index) => key !== b[index]);
    const [mine, theirs] = [a[at], b[at]];
    if (mine === undefined || theirs === undefined) return b.length - a.length;
    if (typeof mine === 'number' && typeof theirs === 'number') return theirs - mine;
    return String(mine) < String(theirs) ? -1 : 1;
  });
}

function remove(editor: DocumentEditor, place: Location, at: At): void {
  if (place.length > 0) editor.remove(place);
  else note(at, 'root-removed', 'error', 'The whole description cannot be removed.');
}

function update(
  editor: DocumentEditor,
  place: Location,
  { action, at }: { action: OverlayAction; at: At },
): void {
  editor.replace(place, (value) => {
    const [mine, theirs] = [kindOf(value), kindOf(action.update)];
    if (mine === 'value') {
      const message = `${JSON.stringify(action.target)} selects a single value; an update goes to objects and arrays.`;
      note(at, 'target-primitive', 'error', message);
      return value;
    }
    if (mine === 'object' && theirs !== 'object') {
      const message = `${JSON.stringify(action.target)} selects an object, but the update is none.`;
      note(at, 'update-mismatch', 'error', message);
      return value;
    }
    return merge(value, action.update);
  });
}

function kindOf(value: unknown): 'object' | 'array' | 'value' {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'value';
}

const FIXES: Readonly<Record<string, string>> = {
  'target-unmatched': 'Correct the JSONPath, or remove the action when the description has changed.',
  'target-invalid': "Write a JSONPath as RFC 9535 defines it, for instance $.paths['/pets'].get.",
  'target-primitive': 'Select the object that holds the value, and put the value into the update.',
  'update-mismatch': 'Make the update an object with the members to set.',
  'action-empty': 'Give the action an "update" or "remove: true".',
  'root-removed': 'Select what is to be removed below the root.',
  'extends-other': 'Check that the overlay belongs to this description.',
};

function note(at: At, code: string, severity: 'error' | 'warning' | 'info', message: string): void {
  const fix = FIXES[code] ?? '';
  at.findings.add({ code: `overlay/${code}`, severity, message, fix }, at.place);
}

/** The overlay may have been written for a copy under another address, so only the file's name is compared. */
function noteOther(meant: string, place: Place, { findings, document }: Target): void {
  const fileOf = (uri: string) =>
    uri
      .replace(/[?#].*$/, '')
      .split('/')
      .at(-1);
  if (fileOf(meant) === fileOf(document)) return;
  const message = `The overlay says that it extends ${JSON.stringify(meant)}, not ${JSON.stringify(document)}.`;
  note({ findings, place: childPlace(place, 'extends') }, 'extends-other', 'info', message);
}
