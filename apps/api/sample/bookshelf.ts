/** A request that the library turns down; becomes a problem document (RFC 9457). */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 404 | 405 | 409 | 413,
    readonly detail: string,
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}

export interface BookFields {
  readonly title: string;
  readonly author: string;
  readonly genre: string;
  readonly year?: number;
  readonly subtitle?: string | null;
}

export interface Book extends BookFields {
  readonly id: string;
  readonly available: boolean;
}

export interface Review {
  readonly stars: number;
  readonly reader: string;
  readonly text?: string;
}

export interface Loan {
  readonly id: number;
  readonly bookId: string;
  readonly reader: string;
  readonly days: number;
  readonly open: boolean;
}

export interface BookQuery {
  readonly search?: string;
  readonly genre?: readonly string[];
  readonly available?: boolean;
  readonly sort: 'title' | 'year';
  readonly limit: number;
  readonly offset: number;
}

const FIRST_BOOKS: readonly BookFields[] = [
  { title: 'Treasure Island', author: 'Robert Louis Stevenson', year: 1883, genre: 'adventure' },
  { title: 'The Mysterious Island', author: 'Jules Verne', year: 1875, genre: 'adventure' },
  { title: 'The Moonstone', author: 'Wilkie Collins', year: 1868, genre: 'mystery' },
  { title: 'Goblin Market', author: 'Christina Rossetti', year: 1862, genre: 'poetry' },
  { title: 'On the Nature of Things', author: 'Lucretius', year: -55, genre: 'poetry', subtitle: null },
  {
    title: 'Micrographia',
    author: 'Robert Hooke',
    year: 1665,
    genre: 'science',
    subtitle: 'Some Physiological Descriptions of Minute Bodies',
  },
];

/** The library itself: its rules, and its data in memory. */
export class Bookshelf {
  readonly #books = new Map<string, BookFields>();
  readonly #reviews = new Map<string, Review[]>();
  readonly #loans: Loan[] = [];

  constructor() {
    for (const book of FIRST_BOOKS) this.addBook(book);
    this.addReview('treasure-island', { stars: 5, reader: 'Jim', text: 'Read it in one night.' });
    this.lendBook({ bookId: 'the-moonstone', reader: 'Rachel', days: 21 });
  }

  listBooks(query: BookQuery): { total: number; items: Book[] } {
    const found = [...this.#books.keys()]
      .map((id) => this.getBook(id))
      .filter((book) => matches(book, query))
      .toSorted((left, right) => compare(left, right, query.sort));
    return { total: found.length, items: found.slice(query.offset, query.offset + query.limit) };
  }

  addBook(fields: BookFields): Book {
    const stem = fields.title
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/gu, '-')
      .slice(0, 60)
      .replaceAll(/^-|-$/gu, '');
    let id = stem === '' ? 'book' : stem;
    for (let copy = 2; this.#books.has(id); copy += 1) id = `${stem === '' ? 'book' : stem}-${copy}`;
    this.#books.set(id, fields);
    return this.getBook(id);
  }

  getBook(id: string): Book {
    const fields = this.#books.get(id);
    if (fields === undefined) throw new Refusal(404, `There is no book "${id}".`);
    return { id, ...fields, available: !this.#isLent(id) };
  }

  updateBook(id: string, changes: Partial<BookFields>): Book {
    const { available: _state, id: _id, ...fields } = this.getBook(id);
    this.#books.set(id, { ...fields, ...changes });
    return this.getBook(id);
  }

  removeBook(id: string): void {
    if (!this.getBook(id).available) throw new Refusal(409, `"${id}" is lent out.`);
    this.#books.delete(id);
    this.#reviews.delete(id);
  }

  listReviews(id: string): readonly Review[] {
    this.getBook(id);
    return this.#reviews.get(id) ?? [];
  }

  addReview(id: string, review: Review): Review {
    this.#reviews.set(id, [...this.listReviews(id), review]);
    return review;
  }

  listLoans(query: { reader?: string; open?: boolean }): readonly Loan[] {
    return this.#loans.filter(
      (loan) =>
        (query.reader === undefined || loan.reader === query.reader) &&
        (query.open === undefined || loan.open === query.open),
    );
  }

  lendBook(wish: { bookId: string; reader: string; days: number }): Loan {
    if (!this.getBook(wish.bookId).available) throw new Refusal(409, `"${wish.bookId}" is lent out.`);
    const loan = { id: this.#loans.length + 1, ...wish, open: true };
    this.#loans.push(loan);
    return loan;
  }

  returnBook(id: number): Loan {
    const loan = this.#loans[id - 1];
    if (loan === undefined) throw new Refusal(404, `There is no loan ${id}.`);
    if (!loan.open) throw new Refusal(409, `Loan ${id} has ended.`);
    const ended = { ...loan, open: false };
    this.#loans[id - 1] = ended;
    return ended;
  }

  #isLent(id: string): boolean {
    return this.#loans.some((loan) => loan.open && loan.bookId === id);
  }
}

function matches(book: Book, query: BookQuery): boolean {
  const words = `${book.title} ${book.author}`.toLowerCase();
  return (
    (query.search === undefined || words.includes(query.search.toLowerCase())) &&
    (query.genre === undefined || query.genre.includes(book.genre)) &&
    (query.available === undefined || book.available === query.available)
  );
}

function compare(left: Book, right: Book, by: 'title' | 'year'): number {
  const byYear = by === 'year' ? (right.year ?? -Infinity) - (left.year ?? -Infinity) : 0;
  return Number.isNaN(byYear) || byYear === 0 ? left.title.localeCompare(right.title, 'en') : byYear;
}
