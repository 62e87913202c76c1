import type { Reason, Verdict } from '../../contracts/verdict.js';
import { type InventedPosting, inventedPosting } from '../crawler/invented-posting.js';

/** An advertisement of some 560 characters, and what a verdict says of it. */
export interface SampleAd {
  readonly isRental: boolean;
  readonly title: string;
  readonly company: string;
  readonly salary: string;
  readonly place: string;
  readonly publishedAt: string;
  readonly text: string;
  readonly verdict: Pick<Verdict, 'categories' | 'side' | 'reasons' | 'terms' | 'missing'>;
}

const length = 560;
/** What a verdict points at in an invented rental advertisement. */
const marked = [
  { rule: 'no_attendance', pattern: /不用到岗[^。]*/u, why: '明说持证人不必实际工作' },
  { rule: 'registration', pattern: /初始或转注均可/u, why: '谈论注册方式，是证书租用的交易条件' },
  { rule: 'price_per_year', pattern: /一年[\d.]+万/u, why: '按年计价，而非月薪' },
  { rule: 'social_insurance', pattern: /社保唯一者优先|可代缴社保/u, why: '谈论参保配合' },
  { rule: 'only_papers', pattern: /只做资质不上项目/u, why: '只用证书，不用人' },
] as const;

/** As many different ones of each kind as asked for, the same ones each time. All of it is invented. */
export function sampleAds(ofEach: number): readonly SampleAd[] {
  const rental: InventedPosting[] = [];
  const genuine: InventedPosting[] = [];
  for (let number = 1; rental.length < ofEach; number++) {
    const posting = inventedPosting(number);
    (posting.salary.endsWith('/年') ? rental : genuine).push(posting);
  }
  return [true, false].flatMap((isRental) => {
    const postings = isRental ? rental : genuine.slice(0, ofEach);
    return postings.map((posting, index) => sampleAd(isRental, posting, textFrom(postings, index)));
  });
}

/** The lines of a posting and of those after it, as many as make the length. */
function textFrom(postings: readonly InventedPosting[], from: number): string {
  let text = '';
  for (let index = from; text.length < length; index++)
    text += `${postings[index % postings.length]?.lines.join('\n')}\n`;
  return text.slice(0, length);
}

function sampleAd(isRental: boolean, posting: InventedPosting, text: string): SampleAd {
  const { title, company, salary, place, publishedAt } = posting;
  return {
    ...{ isRental, title, company, salary, place, publishedAt, text },
    verdict: {
      categories: isRental ? ['credential_rental', 'false_job'] : [],
      side: isRental ? 'buyer' : null,
      reasons: isRental ? reasonsIn(text) : [],
      terms: isRental ? { credential: '一级建造师', registration: 'transfer', attendance: 'none' } : {},
      missing: isRental ? ['headcount', 'duties', 'conditions'] : ['headcount'],
    },
  };
}

function reasonsIn(text: string): Reason[] {
  return marked.flatMap(({ rule, pattern, why }) => {
    const match = pattern.exec(text);
    if (match === null) return [];
    const [words] = match;
    return [{ rule, why, field: 'text' as const, start: match.index, end: match.index + words.length, text: words }];
  });
}
