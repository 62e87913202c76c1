/** Whole numbers, one a row, in four bytes each: a register of a million rows has to stay in memory. */
export class NumberColumn {
  #values = new Int32Array(1024);
  length = 0;

  /** @returns the row's index. */
  push(value: number): number {
    if (this.length === this.#values.length) {
      const wider = new Int32Array(this.length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.length] = value;
    return this.length++;
  }

  at(row: number): number {
    return this.#values[row] ?? 0;
  }
}

/** Texts, one a row, as UTF-8 in one piece of memory: a string a row would take five times as much, and keep the file it was cut from. */
export class TextColumn {
  #bytes = Buffer.alloc(16_384);
  #used = 0;
  readonly #ends = new NumberColumn();

  push(text: string): void {
    const most = this.#used + text.length * 3;
    if (most > this.#bytes.length) {
      const wider = Buffer.alloc(Math.max(most, this.#bytes.length * 2));
      this.#bytes.copy(wider, 0, 0, this.#used);
      this.#bytes = wider;
    }
    this.#used += this.#bytes.write(text, this.#used);
    this.#ends.push(this.#used);
  }

  at(row: number): string {
    return this.#bytes.toString('utf8', row === 0 ? 0 : this.#ends.at(row - 1), this.#ends.at(row));
  }
}

/** Texts of which few differ: each is kept once, and a row has its number. */
export class WordColumn {
  readonly #words: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #rows = new NumberColumn();

  push(word: string): void {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#words.push(word) - 1;
      this.#numbers.set(word, number);
    }
    this.#rows.push(number);
  }

  at(row: number): string {
    return this.#words[this.#rows.at(row)] ?? '';
  }
}
