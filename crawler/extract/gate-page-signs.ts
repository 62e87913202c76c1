/**
 * What pages that stand between a visitor and a posting have in common. A sign alone never decides: gate-page.ts says what must
 * come together. Patterns are matched against bounded text, and none of them repeats what repeats.
 */
export type Gate = 'captcha' | 'login';

interface Sign {
  gate: Gate;
  pattern: RegExp;
  reason: string;
}

/** Of the URL without its scheme, query and fragment: `host/path`. */
export const urlSigns: readonly Sign[] = [
  {
    gate: 'captcha',
    pattern: /^www\.zhipin\.com\/web\/(?:user\/safe\/verify|common\/security-check)/,
    reason: 'BOSS直聘 sends suspected programs to its slider',
  },
  {
    gate: 'captcha',
    pattern: /^(?:callback|verifycode)\.58\.com\//,
    reason: '58同城 and 赶集 send suspected programs to this host',
  },
  { gate: 'captcha', pattern: /\/antibot\/verify/, reason: 'the same check under the names of the cities' },
  { gate: 'captcha', pattern: /^safe\.liepin\.com\//, reason: '猎聘 asks for a CAPTCHA there' },
  { gate: 'captcha', pattern: /^(?:forbidden|sec)\.lagou\.com\//, reason: '拉勾 shows its slider there' },
  {
    gate: 'captcha',
    pattern: /\/_____tmd_____\/(?:punish|verify)/,
    reason: 'Alibaba Cloud’s web application firewall, which 51job and others stand behind',
  },
  { gate: 'captcha', pattern: /\/cdn-cgi\/challenge-platform\//, reason: 'Cloudflare’s challenge' },
  { gate: 'captcha', pattern: /^wappass\.baidu\.com\/static\/captcha/, reason: 'Baidu’s 安全验证' },
  {
    gate: 'captcha',
    pattern: /\/(?:captcha|verify-?slider|anti-?spider|human-?verif(?:y|ication))(?:[./]|$)/i,
    reason: 'how programmers name such a page',
  },
  {
    gate: 'login',
    pattern: /^(?:passport|login|sso|cas|i\.passport)\.[^/]*\/(?:.*(?:log-?in|sign-?in|auth)|$)/i,
    reason: 'hosts that do nothing but log people in',
  },
  { gate: 'login', pattern: /^www\.zhipin\.com\/web\/user\/?$/, reason: 'BOSS直聘’s log-in page' },
  {
    gate: 'login',
    pattern: /\/(?:log-?in|sign-?in)(?:\.[a-z]{2,5})?\/?$/i,
    reason: 'how programmers name such a page',
  },
];

/** Of one part of the title between its separators, whole. `安全验证工程师` is a posting. */
export const titleSigns: readonly Sign[] = [
  {
    gate: 'captcha',
    pattern: /^(?:百度|京东)?(?:安全|访问|人机|滑动|滑块|行为|图形|拼图)(?:验证|校验|检测|认证)码?(?:中心|页面?|中)?$/,
    reason: 'titles of CAPTCHA pages',
  },
  { gate: 'captcha', pattern: /^(?:请输入|输入|请完成|完成)(?:安全)?验证码?$/, reason: 'titles of CAPTCHA pages' },
  {
    gate: 'captcha',
    pattern:
      /^(?:验证码|验证中心|访问(?:受限|异常|过于频繁|被拒绝)|just a moment(?:\.\.\.|…)?|attention required!?|security check)$/i,
    reason: 'titles of CAPTCHA and firewall pages',
  },
  {
    gate: 'login',
    pattern: /^(?:请先?|欢迎)?(?:用户|会员|个人|企业|账号|帐号|密码|求职者)?(?:登录|登陆)(?:页面?|中心|系统)?$/,
    reason: 'titles of log-in pages',
  },
  {
    gate: 'login',
    pattern: /^(?:[\u4e00-\u9fa5A-Za-z0-9]{2,8})?(?:登录|登陆)(?:[/或](?:注册|登记))?$/,
    reason: 'a platform’s name before the word',
  },
  {
    gate: 'login',
    pattern: /^(?:登录|登陆)?注册(?:登录|登陆)$|^(?:统一身份认证|log ?in|sign ?in)$/i,
    reason: 'titles of log-in pages',
  },
];

/** Of what a reader sees. */
export const textSigns: readonly Sign[] = [
  {
    gate: 'captcha',
    pattern:
      /(?:请|需要?|须)(?:您|你)?(?:先)?(?:完成|进行|通过)(?:下方|下面|下列|以下|安全|人机|滑动|滑块|图形)?的?(?:安全)?(?:验证|校验)/,
    reason: 'asks for a CAPTCHA',
  },
  {
    gate: 'captcha',
    pattern: /(?:拖动|滑动|拖拽|向右滑).{0,8}(?:滑块|拼图|完成验证)|点击按钮(?:进行|开始)验证|依次点击/,
    reason: 'explains a CAPTCHA',
  },
  {
    gate: 'captcha',
    pattern: /(?:访问|请求|操作)(?:过于|太过?|较为)频繁|(?:访问|环境|网络|IP)(?:存在|出现)?异常/,
    reason: 'says why it asks',
  },
  {
    gate: 'captcha',
    pattern:
      /(?:确认|证明)(?:您|你)?(?:不是|并非)(?:机器人|爬虫|程序)|verify (?:that )?you are (?:a )?human|checking your browser|not a robot/i,
    reason: 'asks for a person',
  },
  {
    gate: 'login',
    pattern:
      /(?:请|需要?|须)(?:您|你)?(?:先)?(?:登录|登陆)(?:后|账号|帐号|再|才|以|查看|，|。|！|!|$)|(?:登录|登陆)后(?:才|方)?(?:可|能)?(?:查看|浏览|继续|访问)|(?:尚未|还没有?|未)(?:登录|登陆)|(?:登录|登陆)(?:状态)?已?(?:失效|过期)/,
    reason: 'says that it shows nothing to strangers',
  },
];

/** Of an element’s id, classes, `src` and `action`: the parts of CAPTCHA products. Ordinary pages load them too, for their log-in boxes. */
export const elementSigns: readonly Sign[] = [
  { gate: 'captcha', pattern: /geetest|initGeetest/i, reason: '极验 GeeTest' },
  { gate: 'captcha', pattern: /captcha\.qq\.com|captcha\.qcloud\.com|TCaptcha|tcaptcha/, reason: '腾讯天御 TCaptcha' },
  {
    gate: 'captcha',
    pattern: /alicdn\.com\/(?:AWSC|sd\/nc|sd\/ncpc)|aliyun.{0,20}captcha|nc_\d_wrapper|nocaptcha|(?:^|\s)nc-container/i,
    reason: '阿里云 slider (nc)',
  },
  {
    gate: 'captcha',
    pattern: /(?:google\.com|recaptcha\.net)\/recaptcha|(?:^|\s)g-recaptcha/,
    reason: 'Google reCAPTCHA',
  },
  { gate: 'captcha', pattern: /hcaptcha\.com|(?:^|\s)h-captcha/, reason: 'hCaptcha' },
  { gate: 'captcha', pattern: /cstaticdun\.126\.net|dun\.163\.com|yidun/, reason: '网易易盾' },
  {
    gate: 'captcha',
    pattern: /challenges\.cloudflare\.com|challenge-platform|cf-(?:challenge|turnstile)/,
    reason: 'Cloudflare',
  },
  {
    gate: 'captcha',
    pattern: /vaptcha|dingxiang-inc|dx-captcha|captcha[-_]?(?:box|container|wrap|img|image|slider)|verify-?slider/i,
    reason: 'other products, and home-made ones',
  },
];
