import { createRequire } from 'node:module';
import { z } from 'zod';
import type { CompanyName } from './company-name.js';

/** The file itself: the package's entry loads database clients, takes most of a second and prints to stdout. */
const jaroWinklerFile = 'natural/lib/natural/distance/jaro-winkler_distance.js';

type JaroWinkler = (a: string, b: string) => number;

/** Jaro–Winkler similarity, 0 to 1 (W. E. Winkler, String Comparator Metrics and Enhanced Decision Rules, 1990). */
const jaroWinkler: JaroWinkler = z
  .custom<JaroWinkler>((loaded) => typeof loaded === 'function')
  .parse(createRequire(import.meta.url)(jaroWinklerFile));

/** Of the whole core, where one wrong character in six and more still passes. */
const leastOfCore = 0.9;
/** Of a company's own name alone: 楚才 and 楚天 followed by the same eight words of the trade are two companies. */
const leastOfOwn = 0.85;

export interface NameMatch {
  readonly ground: 'same_name' | 'near_name';
  /** 0 to 1; 1 for the same name. */
  readonly similarity: number;
}

/**
 * Whether two names may be one company's: the same but for brackets, legal form and titles of regions, or nearly so. Names that
 * say different regions are two companies; one that says none may be of any.
 */
export function matchNames(a: CompanyName, b: CompanyName): NameMatch | null {
  if (a.core === '' || b.core === '' || !regionsAgree(a.regions, b.regions)) return null;
  if (a.core === b.core) {
    // 人力资源服务有限公司 alone is nobody's name.
    return a.own === '' && a.regions.join() !== b.regions.join() ? null : { ground: 'same_name', similarity: 1 };
  }
  if (a.own === '' || b.own === '') return null;
  const similarity = jaroWinkler(a.core, b.core);
  if (similarity < leastOfCore || jaroWinkler(a.own, b.own) < leastOfOwn) return null;
  return { ground: 'near_name', similarity };
}

/** Province and city need not both be named: one in common, or none on one side. */
function regionsAgree(a: readonly string[], b: readonly string[]): boolean {
  return a.length === 0 || b.length === 0 || a.some((region) => b.includes(region));
}
