import type { PackageDecisions, PackageManifest } from '../../contracts/evidence-package.js';
import type { EvidenceRecord } from '../../contracts/evidence-record.js';
import type { Category, Verdict } from '../../contracts/verdict.js';
import type { CitedArticle } from '../law/articles-for.js';
import { beijingDay, beijingSecond } from './beijing-time.js';
import { abridged, blank, grouped, orBlank } from './blanks.js';
import { captureFacts } from './capture-facts.js';
import { chineseNames } from './chinese-names.js';
import type { DocumentFacts } from './document-facts.js';
import { isDismissed, officerFacts, reviewedCategories, reviewFacts } from './people-facts.js';

/** What the documents of a package are made from. */
export interface DocumentSources {
  record: EvidenceRecord;
  decisions: PackageDecisions;
  /** Null where the posting has none. */
  verdict: Pick<Verdict, 'categories' | 'reasons' | 'missing'> | null;
  organisation: { name: string };
  /** `articlesFor(documentCategories(…), record.posting)` of evidence/law. */
  articles: readonly CitedArticle[];
  manifest: Pick<PackageManifest, 'packageId' | 'number' | 'createdAt' | 'standing'> & {
    /** Null where the documents are made before the ledger's head is known. */
    ledger: PackageManifest['ledger'] | null;
  };
  /** For the letter; blank where not yet known. */
  recipient?: string;
  letterNumber?: string;
}

/** The categories that a package's documents and articles go by: what people found, or where they named none what the verdict says. */
export function documentCategories({ decisions, verdict }: Pick<DocumentSources, 'decisions' | 'verdict'>): Category[] {
  return reviewedCategories(decisions.reviews) ?? verdict?.categories ?? [];
}

/**
 * The facts of a package in the words and figures of an official document: times in Beijing, blanks where a person has yet to write.
 * They accuse nobody: what is not decided is 涉嫌.
 * @throws InputError `standing_unfounded` where the manifest says evidence and the decisions do not bear it
 */
export function documentFacts(sources: DocumentSources): DocumentFacts {
  const { record, decisions, verdict, organisation, articles, manifest } = sources;
  const cited = (use: CitedArticle['use']) => articles.filter((article) => article.use === use);
  const reasons = verdict?.reasons ?? [];
  return {
    空白: blank,
    机关名称: orBlank(organisation.name),
    收文机关: orBlank(sources.recipient),
    文号: orBlank(sources.letterNumber),
    文书日期: beijingDay(manifest.createdAt),
    案由: causeOf(decisions, documentCategories(sources)),
    证据包编号: manifest.packageId,
    证据包序号: String(manifest.number),
    证据包生成时间: beijingSecond(manifest.createdAt),
    ...officerFacts(decisions.confirmations, record.captureId, manifest.standing),
    ...captureFacts(record),
    有存证链: manifest.ledger !== null,
    存证链条数: manifest.ledger ? grouped(manifest.ledger.size) : '不适用',
    存证链头: manifest.ledger?.hash ?? '不适用',
    存证链根: manifest.ledger?.root ?? '不适用',
    ...reviewFacts(decisions.reviews),
    有研判理由: reasons.length > 0,
    研判理由: reasons.map(({ field, text, why }, index) => ({
      序号: String(index + 1),
      项目: chineseNames.field[field],
      原文: abridged(text),
      说明: why,
    })),
    缺少要素: (verdict?.missing ?? []).map((each) => chineseNames.element[each]).join('、') || '无',
    有涉嫌条款: cited('conduct').length > 0,
    涉嫌条款: namesOf(cited('conduct')),
    处理条款: namesOf(cited('consequence')),
    程序条款: namesOf(cited('procedure')),
    证据条款: namesOf(cited('evidence')),
    条款: [...cited('conduct'), ...cited('consequence')].map(
      ({ law, article, text, source, asOf, condition }, index) => ({
        序号: String(index + 1),
        法名: law,
        条: article,
        全文: text,
        出处: source,
        文本时间: asOf,
        有适用条件: condition !== undefined,
        适用条件: condition?.words ?? '无',
      }),
    ),
  };
}

function causeOf({ reviews }: PackageDecisions, categories: readonly Category[]): string {
  if (isDismissed(reviews)) return '经复核排除';
  if (categories.length === 0) return '招聘信息待核查';
  return `涉嫌${categories.map((each) => chineseNames.category[each]).join('、')}`;
}

/** 《甲法》第一条、第二条，《乙条例》第三条（限于……） */
function namesOf(articles: readonly CitedArticle[]): string {
  const numbers = new Map<string, string[]>();
  for (const { law, article, condition } of articles) {
    const number = condition ? `${article}（限于${condition.words}）` : article;
    numbers.set(law, [...(numbers.get(law) ?? []), number]);
  }
  return [...numbers].map(([law, each]) => `《${law}》${each.join('、')}`).join('，') || '无';
}
