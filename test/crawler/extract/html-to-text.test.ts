import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { htmlToText, possibleHtmlToText } from '../../../crawler/extract/html-to-text.js';

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

describe('htmlToText', () => {
  it('ends lines at blocks and line breaks and folds white space', () => {
    const html =
      '<h2>职责</h2><div>一、 施工<br>二、<b>现场</b>\n  管理<ul><li>五险</li> <li>双休</li></ul></div>尾&nbsp;\u3000部';
    expect(htmlToText(html)).toBe('职责\n一、 施工\n二、现场 管理\n五险\n双休\n尾 部');
  });

  it('parts the cells of a table and keeps the lines of preformatted text', () => {
    expect(htmlToText('<table><tr><th>薪资</th><td>面议</td></tr><tr><td>地点</td><td>武汉</td></tr></table>')).toBe(
      '薪资 面议\n地点 武汉',
    );
    expect(htmlToText('<pre>a\n b</pre><p style="white-space: pre-line">c\nd</p>')).toBe('a\nb\nc\nd');
  });

  it('leaves out scripts, styles, controls and what a reader does not see', () => {
    const html =
      '招<script>var a</script><style>b{}</style><span style="display: none">x</span><i hidden>y</i><em style="font-size:0">z</em>' +
      '<em style="font-size:0.9em">聘</em><select><option>o</option></select><noscript>n</noscript><!-- c --><button>申请</button>';
    expect(htmlToText(html)).toBe('招聘');
  });

  it('never throws, and gives folded lines without control over their number', () => {
    fc.assert(
      fc.property(fc.string(), (html) => {
        expect(htmlToText(html)).not.toMatch(/^\s|\s$|\n\n| {2}|\t/);
      }),
    );
    const soup = fc.array(
      fc.constantFrom('<div>', '</div>', '<p', '>', '<!--', '-->', '<script>', '"', '&lt', '文', '</x>'),
    );
    fc.assert(fc.property(soup, (parts) => void htmlToText(parts.join(''))));
  });

  it('holds all characters of text nodes and none of tags', () => {
    const { tree } = fc.letrec<{ tree: { html: string; text: string } }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.string().map((text) => ({ html: escaped(text), text })),
        fc
          .tuple(fc.constantFrom('div', 'span', 'b', 'section', 'em'), fc.array(tie('tree'), { maxLength: 4 }))
          .map(([name, inside]) => ({
            html: `<${name} class="tag">${inside.map(({ html }) => html).join('')}</${name}>`,
            text: inside.map(({ text }) => text).join(''),
          })),
      ),
    }));
    const compact = (text: string): string => text.replace(/\s+/g, '');
    fc.assert(
      fc.property(tree, ({ html, text }) => {
        // The HTML standard replaces NUL; no text is asked to survive it.
        fc.pre(!text.includes('\0'));
        expect(compact(htmlToText(html))).toBe(compact(text));
      }),
    );
  });

  it('reads what stands 9,000 elements deep and gives up beyond 10,000', () => {
    expect(htmlToText(`${'<div>'.repeat(9000)}深`)).toBe('深');
    expect(htmlToText(`浅${'<div>'.repeat(100_000)}深`)).toBe('浅');
    expect(htmlToText(`${'<p><div>一</div><br>'.repeat(20_000)}末`)).toMatch(/末$/);
  });

  it('keeps the lines of strings without markup and reads markup where there is some', () => {
    expect(possibleHtmlToText('一\n二 < 三')).toBe('一\n二 < 三');
    expect(possibleHtmlToText('一\n<em>二</em>&nbsp;&lt;')).toBe('一\n二 <');
    expect(possibleHtmlToText('一\n二<br/>三')).toBe('一 二\n三');
  });
});
