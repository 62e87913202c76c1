import type { Publication, PublicationKind } from '../../contracts/api/publications.js';
import { escapeHtml } from '../../evidence/documents/escape-html.js';

/** A file of the public list, UTF-8. */
export interface PublicationFile {
  readonly name: string;
  readonly text: string;
}

const kindNames: Readonly<Record<PublicationKind, string>> = {
  penalty: '行政处罚决定',
  bad_conduct: '不良行为记录',
  blacklist: '黑名单',
  typical_case: '典型案例',
};

/**
 * What is out today, as a page without scripts, as CSV and as JSON. Who prepared and approved it, and what is not out, is in none of them.
 * @param csvText writes a table safely (server/audit/csv-text.ts)
 */
export function publicationFiles(
  publications: readonly Publication[],
  now: Date,
  csvText: (header: readonly string[], rows: readonly (readonly string[])[]) => string,
): readonly PublicationFile[] {
  const out = publications.filter(({ state }) => state === 'out');
  const rows = out.map(({ kind, title, text, organisation, startsOn, endsOn }) => ({
    ...{ kind: kindNames[kind], title, text, organisation, startsOn, endsOn },
  }));
  return [
    { name: 'index.html', text: pageOf(rows, now) },
    {
      name: 'publications.csv',
      text: csvText(
        ['类别', '标题', '内容', '公示机关', '公示开始', '公示截止'],
        rows.map((row) => [row.kind, row.title, row.text, row.organisation, row.startsOn, row.endsOn ?? '']),
      ),
    },
    {
      name: 'publications.json',
      text: `${JSON.stringify({ writtenAt: now.toISOString(), publications: rows }, null, 2)}\n`,
    },
  ];
}

interface Row extends Pick<Publication, 'title' | 'text' | 'organisation' | 'startsOn' | 'endsOn'> {
  readonly kind: string;
}

function pageOf(rows: readonly Row[], now: Date): string {
  const kinds = Object.values(kindNames).filter((kind) => rows.some((row) => row.kind === kind));
  const sections = kinds.map(
    (kind) => `<section>
<h2>${escapeHtml(kind)}</h2>
${rows
  .filter((row) => row.kind === kind)
  .map(articleOf)
  .join('\n')}
</section>`,
  );
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>专项整治公示</title>
<style>
body { max-width: 48rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.7 system-ui, sans-serif; color: #1c1e21; background: #fff; }
article { border-top: 1px solid #c4c8cc; padding: 0.5rem 0; }
.text { white-space: pre-line; }
footer, .days { color: #545b62; }
</style>
</head>
<body>
<h1>专项整治公示</h1>
${rows.length === 0 ? '<p>目前没有公示内容。</p>' : sections.join('\n')}
<footer><p>更新时间：${escapeHtml(new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' '))}（北京时间）</p></footer>
</body>
</html>
`;
}

function articleOf({ title, text, organisation, startsOn, endsOn }: Row): string {
  const until = endsOn === null ? '' : ` 至 ${endsOn}`;
  return `<article>
<h3>${escapeHtml(title)}</h3>
<p class="text">${escapeHtml(text)}</p>
<p class="days">公示机关：${escapeHtml(organisation)}；公示期：${escapeHtml(startsOn + until)}</p>
</article>`;
}
