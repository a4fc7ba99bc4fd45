/** One thing that is wrong with a document. */
export interface Finding {
  readonly message: string;
  readonly fix?: string;
  readonly location?: {
    readonly document: string;
    readonly pointer: string;
    /** From 1; not known of every place. */
    readonly line?: number;
    readonly column?: number;
  };
}

/** RFC 9457 as the hub sends it. */
interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly fix?: string;
  readonly requestId?: string;
  readonly diagnostics?: readonly Finding[];
}

/** What went wrong, in words for a person, with a stable code and what to do about it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly body: ProblemBody,
  ) {
    super(body.detail ?? body.title ?? `The hub answered with status ${status}.`);
  }

  get code(): string {
    return this.body.code ?? 'unknown';
  }

  get fix(): string | undefined {
    return this.body.fix;
  }
}

/** Nothing answered: the hub is stopped, or the network is gone. */
export function offlineProblem(): Problem {
  return new Problem(0, {
    code: 'hub-unreachable',
    detail: 'The hub does not answer.',
    fix: 'Check that it runs and that you are connected; this page goes on by itself.',
  });
}

export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(0, { code: 'page-failed', detail, fix: 'Reload the page.' });
}
