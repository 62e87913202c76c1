import type { ComplaintProgress } from '../../../casework/complaints/ask-by-code.js';
import type { ComplaintResultKind } from '../../../contracts/api/complaints.js';
import { complaintLimits } from '../../../contracts/api/complaints.js';
import type { FormErrors, FormField, TypedForm } from './form-fields.js';
import { type Html, html, nothing } from './html.js';
import { type OtherWays, otherWays, page } from './page-frame.js';

export interface FormOrganisation {
  readonly id: string;
  readonly name: string;
}

const title = '“挂证”等违法违规行为投诉举报';

const labels: Readonly<Record<FormField, string>> = {
  organisation: '受理机关',
  subject: '被举报的机构或单位',
  url: '招聘信息的网址',
  text: '举报内容',
  name: '您的姓名',
  contact: '联系方式',
};

/** The form, empty or with what was typed and what is wrong with it; and the question what became of a complaint. */
export function formPage(
  organisations: readonly FormOrganisation[],
  ways: OtherWays,
  typed: TypedForm,
  errors: FormErrors = {},
): string {
  const wrong = Object.entries(errors) as [FormField, string][];
  return page(
    title,
    html`<p>可以举报：发布虚假招聘信息；以职业介绍为名提供职业资格“挂证”（只租用证书、不到岗工作）信息；扣押劳动者的职业资格证书。每一件举报都会登记编号并调查处理，可以匿名。</p>
${otherWays(ways)}
${
  wrong.length === 0
    ? nothing
    : html`<div class="box errors" role="alert"><p>还没有提交，请先改正：</p><ul>${wrong.map(
        ([field, message]) => html`<li><a href="#${field}">${labels[field]}：${message}</a></li>`,
      )}</ul></div>`
}
<form method="post" action="/complaints" accept-charset="utf-8" novalidate>
${organisationField(organisations, typed, errors)}
${field(
  'text',
  '看到了什么、在哪里、什么时候；可以直接粘贴招聘信息的原文。',
  errors,
  (attributes) => html`<textarea id="text" name="text" required maxlength="${complaintLimits.text}"${attributes}>
${typed.text}</textarea>`,
)}
${field('url', '在浏览器地址栏复制，没有可以不填。', errors, (attributes) => html`<input id="url" name="url" inputmode="url" autocomplete="off" maxlength="${complaintLimits.url}" value="${typed.url}"${attributes}>`)}
${field('subject', '知道名称请填写，可以不填。', errors, (attributes) => html`<input id="subject" name="subject" autocomplete="off" maxlength="${complaintLimits.subjectName}" value="${typed.subject}"${attributes}>`)}
${field('name', '可以不填，即匿名举报。', errors, (attributes) => html`<input id="name" name="name" autocomplete="name" maxlength="${complaintLimits.name}" value="${typed.name}"${attributes}>`)}
${field('contact', '电话、邮箱等，可以不填；留下联系方式便于核实。', errors, (attributes) => html`<input id="contact" name="contact" autocomplete="off" maxlength="${complaintLimits.contact}" value="${typed.contact}"${attributes}>`)}
<div class="trap" aria-hidden="true"><label for="homepage">请勿填写此栏</label><input id="homepage" name="homepage" tabindex="-1" autocomplete="off"></div>
<p class="hint">姓名和联系方式加密保存，与举报内容分开，仅用于核实和反馈；只有办案人员可以查看，每次查看都有记录。</p>
<p><button type="submit">提交举报</button></p>
</form>
<h2>查询处理情况</h2>
<form method="post" action="/status" accept-charset="utf-8">
<div class="field"><label for="code">查询码</label><p class="hint" id="code-hint">提交举报后显示的 16 位查询码。</p>
<input id="code" name="code" required autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="40" aria-describedby="code-hint"></div>
<p><button type="submit">查询</button></p>
</form>`,
  );
}

function organisationField(organisations: readonly FormOrganisation[], typed: TypedForm, errors: FormErrors): Html {
  const [only] = organisations;
  if (only !== undefined && organisations.length === 1)
    return html`<input type="hidden" name="organisation" value="${only.id}"><p>受理机关：${only.name}</p>`;
  const options = organisations.map(({ id, name }) =>
    id === typed.organisation
      ? html`<option value="${id}" selected>${name}</option>`
      : html`<option value="${id}">${name}</option>`,
  );
  const hint = '选择信息发布地或机构所在地的人力资源社会保障部门。';
  return field(
    'organisation',
    hint,
    errors,
    (attributes) =>
      html`<select id="organisation" name="organisation" required${attributes}><option value="">请选择</option>${options}</select>`,
  );
}

function field(name: FormField, hint: string, errors: FormErrors, control: (attributes: Html) => Html): Html {
  const error = errors[name];
  const attributes =
    error === undefined
      ? html` aria-describedby="${name}-hint"`
      : html` aria-describedby="${name}-hint ${name}-error" aria-invalid="true"`;
  return html`<div class="field"><label for="${name}">${labels[name]}</label><p class="hint" id="${name}-hint">${hint}</p>
${control(attributes)}${error === undefined ? nothing : html`<p class="error" id="${name}-error">${error}</p>`}</div>`;
}

/** What a complainant sees once: number and code. */
export function registeredPage(number: string, code: string, ways: OtherWays): string {
  return page(
    '举报已登记',
    html`<div role="status"><p>登记编号：<strong>${number}</strong></p>
<p>查询码（只显示这一次，请抄下或截图保存）：</p><p class="code">${code}</p></div>
<p>凭查询码可以在首页查询处理情况。匿名举报没有其他查询方式，查询码遗失后无法补发。</p>
${otherWays(ways)}<p><a href="/">返回投诉举报首页</a></p>`,
  );
}

const resultWords: Readonly<Record<ComplaintResultKind, string>> = {
  case_opened: '已立案查处',
  joined_case: '已并入正在查办的案件',
  handed_off: '已移送有权处理的部门',
  unfounded: '经核查，未发现违法违规行为',
  no_jurisdiction: '不属于受理机关管辖',
  insufficient: '线索不足，暂时无法核查',
};

/** The state of a complaint, and no word of anybody. @param day as a calendar day in Shanghai */
export function progressPage(progress: ComplaintProgress, day: (at: Date) => string, ways: OtherWays): string {
  const { receivedAt, result } = progress;
  return page(
    '处理情况',
    html`<dl role="status"><dt>登记日期</dt><dd>${day(receivedAt)}</dd><dt>状态</dt><dd>${
      result === null ? '已登记，正在核查处理' : `已办结：${resultWords[result.kind]}`
    }</dd>${result === null ? nothing : html`<dt>办结日期</dt><dd>${day(result.decidedAt)}</dd>`}</dl>
${otherWays(ways)}<p><a href="/">返回投诉举报首页</a></p>`,
  );
}
