/** What kind of failure a code stands for; the HTTP layer and the command line's exit codes are derived from it. */
export type ErrorCategory =
  | 'invalid-request'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'unusable-document'
  | 'unavailable'
  | 'internal';

/** What a code means: shown as the problem's title, its likely cause and what to do. */
export interface CatalogEntry {
  readonly category: ErrorCategory;
  readonly title: string;
  readonly cause: string;
  readonly fix: string;
}

/**
 * Every error that can reach a person, by its stable code. A code, once released, keeps its meaning.
 * Codes are kebab-case nouns; the text never holds a value from a request.
 */
export const ERROR_CATALOG = {
  'request-invalid': {
    category: 'invalid-request',
    title: 'The request is not valid',
    cause: 'A field is missing, unknown or of the wrong type.',
    fix: 'Correct the fields named in the detail; the API document shows each request.',
  },
  unauthenticated: {
    category: 'unauthenticated',
    title: 'No valid API key was sent',
    cause: 'The Authorization header is missing, or its key is unknown or revoked.',
    fix: 'Send "Authorization: Bearer <API key>". The first key is made through the setup link printed at the first start.',
  },
  'setup-token-invalid': {
    category: 'forbidden',
    title: 'The setup link is not valid',
    cause: 'The link was used before, or belongs to another installation.',
    fix: 'Use the link that the last start printed; when setup is done, sign in with the API key instead.',
  },
  'origin-refused': {
    category: 'forbidden',
    title: 'The request came from a host or page that is not allowed',
    cause: 'The Host or Origin header names neither this machine nor the configured public address.',
    fix: 'Call the address that the start printed, or set TOOLWRIGHT_PUBLIC_URL to the address in use.',
  },
  'not-found': {
    category: 'not-found',
    title: 'There is nothing at this address',
    cause: 'The id is unknown, or the thing was deleted.',
    fix: 'List what exists and use one of the ids given there.',
  },
  'state-conflict': {
    category: 'conflict',
    title: 'The request does not fit the present state',
    cause: 'Another step must end first, or was already taken.',
    fix: 'Look at the present state and repeat the request when it allows it.',
  },
  'upload-too-large': {
    category: 'too-large',
    title: 'The upload is too large',
    cause: 'The file, the archive or what it unpacks to is over the limit.',
    fix: 'Send a smaller description, or raise TOOLWRIGHT_MAX_UPLOAD_MB.',
  },
  'document-unusable': {
    category: 'unusable-document',
    title: 'The description cannot be used',
    cause: 'It is not a description of a known format, or nothing in it can become a tool.',
    fix: 'Mend the places listed under diagnostics.',
  },
  'overlay-invalid': {
    category: 'unusable-document',
    title: 'The overlay or selection cannot be used',
    cause: 'It is not of the expected form, or asks for something that the tools cannot be given.',
    fix: 'Mend the places listed under diagnostics; docs/overlays.md shows the form.',
  },
  'import-too-slow': {
    category: 'unusable-document',
    title: 'Reading the description takes too long',
    cause: 'It is far larger or more entangled than descriptions are, or made to keep a reader busy.',
    fix: 'Split the description, or leave out what is generated or repeated in it.',
  },
  'import-too-large': {
    category: 'too-large',
    title: 'Reading the description takes too much memory',
    cause: 'What it describes is far larger than the file, by repetition or by sheer number.',
    fix: 'Split the description, or leave out what is generated or repeated in it.',
  },
  'source-refused': {
    category: 'unusable-document',
    title: 'The address of the description may not be fetched',
    cause: 'It points to a private network, an unknown scheme, or leads there by a redirect.',
    fix: 'Upload the file instead, or have the administrator list the network in TOOLWRIGHT_ALLOWED_NETWORKS.',
  },
  'source-unreachable': {
    category: 'unusable-document',
    title: 'The description could not be fetched',
    cause: 'The server did not answer in time, or answered with an error.',
    fix: 'Open the address in a browser, correct it, or upload the file instead.',
  },
  'backup-unusable': {
    category: 'unusable-document',
    title: 'The backup cannot be used',
    cause: 'It is damaged, was cut off on its way, or is another file.',
    fix: 'Take the file as it was downloaded, or an earlier backup. Nothing was changed.',
  },
  'backup-incompatible': {
    category: 'conflict',
    title: 'The backup is of another version',
    cause: 'A newer or an older hub made it, whose tables are different.',
    fix: 'Restore it with the version that made it, and update that hub afterwards. Nothing was changed.',
  },
  'backup-key-wrong': {
    category: 'conflict',
    title: 'The backup was made under another key',
    cause: 'The secrets in it can be opened only with the key that they were sealed with.',
    fix: 'Start this hub with the TOOLWRIGHT_SECRET_KEY of the other one, or with its secret.key in the data folder. Nothing was changed.',
  },
  'output-not-empty': {
    category: 'conflict',
    title: 'The output folder holds other files',
    cause: 'Generated files are never written over something else.',
    fix: 'Name an empty or a new folder.',
  },
  'project-edited': {
    category: 'conflict',
    title: 'Generated files of the project were edited',
    cause: 'They would be generated differently now, and an edit is never written over.',
    fix: 'Generate with --write-new to get the new ones beside them, or delete those whose edits may go.',
  },
  'project-too-old': {
    category: 'conflict',
    title: 'The project cannot be generated anew in its place',
    cause:
      'It was made before projects listed their generated files, or the list (toolwright.files.json) is damaged.',
    fix: 'Generate into a new folder, and move src/custom/ and your own files there.',
  },
  'template-unknown': {
    category: 'not-found',
    title: 'There is no such template',
    cause: 'The name is no built-in or uploaded template, or the folder holds none.',
    fix: 'List the templates: `toolwright templates`, or GET /api/v1/templates.',
  },
  'template-invalid': {
    category: 'unusable-document',
    title: 'The template cannot be used',
    cause: 'It does not keep to the contract of templates, or does what templates may not.',
    fix: 'Mend the places listed under diagnostics; docs/templates.md shows the form.',
  },
  'template-too-large': {
    category: 'too-large',
    title: 'The template is too large',
    cause: 'It has too many or too large files, or what it makes of a description is too large.',
    fix: 'Leave out what the project does not need; docs/templates.md lists the limits.',
  },
  'template-too-slow': {
    category: 'unusable-document',
    title: 'The template takes too long',
    cause: 'It repeats something far too often, for instance by loops in loops over the tools.',
    fix: 'Use fewer loops in the template.',
  },
  'template-not-deployable': {
    category: 'conflict',
    title: 'Projects of uploaded templates are not deployed',
    cause: 'What they start is code that came with the template, and the hub runs only its own.',
    fix: 'Download the project and run it where you trust it, or generate with a built-in template.',
  },
  'generation-failed': {
    category: 'internal',
    title: 'The project could not be generated',
    cause: 'A stage of the generation ended with an error.',
    fix: 'Read the detail; if it names no cause of yours, report it with the description.',
  },
  'runtime-unavailable': {
    category: 'unavailable',
    title: 'The container runtime does not answer',
    cause: 'The engine is not running, or its socket may not be used by this user.',
    fix: 'Start the engine, or set TOOLWRIGHT_RUNTIME=process.',
  },
  'deployment-failed': {
    category: 'unavailable',
    title: 'The server did not become healthy',
    cause: 'It ended, or did not answer MCP with the expected tools in time.',
    fix: "Read the deployment's reason and its logs.",
  },
  'capacity-exceeded': {
    category: 'unavailable',
    title: 'The hub has no room for more servers',
    cause: 'As many servers run, or take as much memory by their limits, as the configuration allows.',
    fix: 'Stop what is not needed, or raise TOOLWRIGHT_MAX_SERVERS or TOOLWRIGHT_MAX_MEMORY_MB; it is tried again by itself.',
  },
  'disk-full': {
    category: 'unavailable',
    title: 'The disk is full',
    cause: 'The container engine or the data folder has no space left.',
    fix: 'Make room; it is tried again by itself.',
  },
  'scan-blocked': {
    category: 'conflict',
    title: 'The scanner found too much',
    cause: 'The image has vulnerabilities of the severity of TOOLWRIGHT_SCAN_THRESHOLD or above.',
    fix: 'Read the findings of the release; update the hub or its base image, or raise the threshold.',
  },
  'scan-failed': {
    category: 'unavailable',
    title: 'The image could not be scanned',
    cause:
      'TOOLWRIGHT_SCAN_THRESHOLD is set, and the scanner is missing, failed, took too long or made no sense.',
    fix: 'Run the scanner by hand and make it work, then deploy again.',
  },
  'port-taken': {
    category: 'conflict',
    title: 'The port is in use',
    cause: 'Another process listens on it.',
    fix: 'End that process, or choose another port (PORT for the hub, --http for a server).',
  },
  'database-unavailable': {
    category: 'unavailable',
    title: 'The database does not answer',
    cause: 'It is not running, or the address or credentials are wrong.',
    fix: 'Check DATABASE_URL; without it the embedded database is used.',
  },
  'queue-unavailable': {
    category: 'unavailable',
    title: 'The queue does not answer',
    cause: 'Redis is not running, or the address is wrong.',
    fix: 'Check REDIS_URL; without it the embedded queue is used.',
  },
  'configuration-invalid': {
    category: 'invalid-request',
    title: 'The configuration is not valid',
    cause: 'An environment variable has a value that cannot be used.',
    fix: 'Correct the variable named in the detail.',
  },
  internal: {
    category: 'internal',
    title: 'Something went wrong here',
    cause: 'A fault in Toolwright.',
    fix: 'Report it with the request id; the log holds the details under it.',
  },
} as const satisfies Record<string, CatalogEntry>;

export type ErrorCode = keyof typeof ERROR_CATALOG;
