import type { JsonValue } from '#lib/api-description';

/** An OpenAPI Overlay document (https://spec.openapis.org/overlay/v1.0.0). */
export interface OverlayDocument {
  /** `1.0.0` */
  readonly overlay: string;
  readonly info: { readonly title: string; readonly version: string };
  /** URI reference of the description it is meant for. */
  readonly extends?: string;
  /** Applied in order, each to what the one before left. */
  readonly actions: readonly OverlayAction[];
}

export interface OverlayAction {
  /** JSONPath (RFC 9535) of the objects and arrays to change. */
  readonly target: string;
  readonly description?: string;
  /** Merged into selected objects, appended to selected arrays; without effect beside `remove: true`. */
  readonly update?: JsonValue;
  /** Takes the selected values out of what holds them. */
  readonly remove?: boolean;
}

/** An overlay with the name that diagnostics show. */
export interface NamedOverlay {
  readonly name: string;
  readonly document: OverlayDocument;
}
