import { messageOf } from '../../contracts/errors.js';
import type { VerificationCheck, VerificationReport } from '../../contracts/evidence-package.js';
import { Fault } from './fault.js';
import {
  type CheckName,
  checkNames,
  type Language,
  type PassName,
  passes,
  type ReasonCode,
  reasons,
  say,
} from './words.js';

type Values = Readonly<Record<string, string>>;

/** Lines of one check beyond this many are not listed: thousands of changed files are one finding. */
const mostLines = 100;

const order = Object.keys(checkNames);

/** The report as it grows, line by line. */
export class Report {
  readonly #language: Language;
  readonly #lines: (VerificationCheck & { name: CheckName })[] = [];

  constructor(language: Language) {
    this.#language = language;
  }

  pass(name: CheckName, words: PassName, values: Values = {}): void {
    this.#add(name, { ok: true, detail: say(passes[words], this.#language, values) });
  }

  fail(name: CheckName, code: ReasonCode, values: Values = {}): void {
    this.#add(name, { ok: false, code, detail: say(reasons[code], this.#language, values) });
  }

  /** It could not be checked. */
  leave(name: CheckName, code: ReasonCode, values: Values = {}): void {
    this.#add(name, { ok: null, code, detail: say(reasons[code], this.#language, values) });
  }

  /**
   * Runs a check. A Fault that it throws is its failing line. Anything else that is thrown is our own defect or a file that cannot be
   * read: then nothing is known of this check.
   */
  async check<Result>(name: CheckName, work: () => Promise<Result> | Result): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Fault) this.fail(name, error.code, error.values);
      else this.leave(name, 'checker_failed', { why: messageOf(error) });
      return undefined;
    }
  }

  /** Whether a line of it could not be checked. */
  hasLeft(name: CheckName): boolean {
    return this.#lines.some((line) => line.name === name && line.ok === null);
  }

  /** Whether a line of it says that something is wrong. */
  hasRefused(name: CheckName): boolean {
    return this.#lines.some((line) => line.name === name && line.ok === false);
  }

  /** Whether a line of it did not pass. */
  hasFailed(name: CheckName): boolean {
    return this.#lines.some((line) => line.name === name && line.ok !== true);
  }

  /**
   * The lines in the order of `checkNames`, whatever order they were found in.
   * @param isTimestamped whether the package is meant to have timestamps
   */
  result(isTimestamped: boolean): VerificationReport {
    const checks = [...this.#lines]
      .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
      .map(({ name: _, ...line }) => line);
    const worst = checks.find(({ ok }) => ok === false) ?? checks.find(({ ok }) => ok === null);
    const reason = worst === undefined ? '' : `${worst.code}: ${worst.check}: ${worst.detail}`;
    if (worst?.ok === false) return { result: 'not valid', reason, checks };
    if (worst !== undefined) return { result: 'cannot be checked', reason, checks };
    return { result: isTimestamped ? 'valid' : 'valid but untimestamped', reason, checks };
  }

  #add(name: CheckName, line: Omit<VerificationCheck, 'check'>): void {
    if (this.#lines.filter((other) => other.name === name && other.ok === line.ok).length >= mostLines) return;
    this.#lines.push({ name, check: say(checkNames[name], this.#language), ...line });
  }
}
