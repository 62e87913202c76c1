import type { FileProblem } from '../../contracts/api/operation/platform-files.js';
import type { PlatformFileProblem } from '../../crawler/read-platform-file.js';

/** Keys by which somebody may try to let a platform file decide what it must not. */
const notForFiles =
  /^(allow|allow_?list|hosts?|guard|address(es)?|proxy|private|robots(Txt)?|ignoreRobots|legal_?basis|basis)$/i;

/** The sentence that an operator reads about a problem of a platform file. */
export function problemInChinese({ line, key, code, value, message }: PlatformFileProblem): FileProblem {
  const known = sentence(key, code, value);
  return known === undefined
    ? { line, key, message: '取值不正确，请对照平台文件的说明改正。', detail: reason(message) }
    : { line, key, message: known, detail: code === 'not_yaml' ? reason(message) : null };
}

function sentence(key: string, code: string, value: string | undefined): string | undefined {
  const written = value === undefined ? '' : `“${value}”`;
  switch (code) {
    case 'too_long':
      return '文件过长，平台文件最多 262,144 个字符。';
    case 'not_yaml':
      return '无法按 YAML 读取，请检查缩进、冒号后的空格和引号。';
    case 'aliases':
      return '不能使用 YAML 的别名（*名称），请直接写出内容。';
    case 'key_unknown':
      return notForFiles.test(key.split('.').at(-1) ?? '')
        ? '平台文件不能规定地址防护的例外，也不能另定采集依据：前者是部署设置，后者须由主管授权。请删除此项。'
        : '没有这个键，请检查拼写或删除。';
    case 'key_missing':
      return '缺少这一项，请补充。';
    case 'neither_form':
      return '应为一段文字，或含有长式各键的映射。';
    case 'bad_url':
      return '不是可以采集的网址，请写完整，以 http:// 或 https:// 开头。';
    case 'entry_credentials':
      return '网址中含有用户名或口令，请删除；采集从不登录。';
    case 'scroll_without_browser':
      return '滚动只在浏览器方式下有效，请加上“fetch: browser”或删除此项。';
    case 'details_not_linked':
      return '没有写明详情页在哪里：请加上 list.fields.url（JSON 列表也可用 list.urlTemplate）；没有详情页的写“detail: {from: list}”。';
    case 'postings_not_told_apart':
      return '无法区分同一页上的各条招聘信息：请加上 list.fields.key 或 list.fields.url。';
    case 'field_empty':
      return '内容为空，请写 CSS 选择器，例如“h1”或“a.name@href”。';
    case 'bad_selector':
      return `${written}不是可用的 CSS 选择器，请改正，例如“div.job > a”。`;
    case 'bad_pattern':
      return `${written}不是正确的正则表达式。`;
    case 'bad_path':
      return `${written}不是正确的 JSON 路径：各级键名或序号之间用一个点分隔，整个值写“.”。`;
    case 'bad_url_template':
      return `${written}不是正确的网址模板：请把字段路径写在花括号中，例如“/job/{id}.html”。`;
    default:
      return undefined;
  }
}

/** What stands in brackets in the English sentence: the words of the library that refused it. */
function reason(message: string): string {
  return /\((.*)\)/.exec(message)?.[1] ?? message;
}
