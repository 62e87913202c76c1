import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gateOf } from '../../../crawler/extract/gate-page.js';
import { elementSigns, textSigns, titleSigns, urlSigns } from '../../../crawler/extract/gate-page-signs.js';
import { decode } from '../../../text/decode/decode.js';

const url = 'http://www.site.test/job/1.html';
const html = (title: string, body: string, head = '') =>
  `<!doctype html><html><head><title>${title}</title>${head}</head><body>${body}</body></html>`;
const passwordForm =
  '<form action="/do"><input name="user"><input type="PASSWORD" name="word"><button>登录</button></form>';
const posting = `<h1>结构工程师</h1><p>某设计院招聘结构工程师两名，负责住宅项目的结构计算和施工图。</p><p>要求本科以上，三年经验，五险一金。</p>`;
const menu = '<header><a href="/">首页</a><a href="/login">登录</a><a href="/register">注册</a></header>';

describe('a CAPTCHA page', () => {
  it.each([
    ['by its title', html('安全验证', '<div id="app"></div>')],
    ['by its title among others', html('访问验证-58同城', '<p>请点击按钮进行验证</p>')],
    [
      'by its product and its words',
      html('某招聘网', '<p>为了您的账号安全，请完成验证后继续</p><div class="geetest_holder"></div>'),
    ],
    [
      'by a product that it loads and its words',
      html(
        '',
        '<div id="wrap">您的访问过于频繁，请稍后再试</div><script src="https://g.alicdn.com/AWSC/AWSC/awsc.js"></script>',
      ),
    ],
    ['by a product alone on the page', html('', '<div class="g-recaptcha" data-sitekey="x"></div>')],
    ['by its words alone', html('', '<h2>Checking your browser</h2><p>Just a second</p>')],
    ['by a script that starts the product', html('', '<p>拖动滑块完成拼图</p><script>initGeetest({gt: "1"})</script>')],
    ['in an interface’s answer', '{"code":37,"message":"您的环境存在异常.","zpData":{}}'],
    ['in an escaped answer', '{"code":1,"msg":"\\u8bf7\\u5b8c\\u6210\\u5b89\\u5168\\u9a8c\\u8bc1"}'],
  ])('is recognised %s', (_how, text) => {
    expect(gateOf({ url, text })).toBe('captcha');
  });

  it.each([
    'https://www.zhipin.com/web/user/safe/verify-slider?callbackUrl=x',
    'https://callback.58.com/antibot/verifycode?serialId=1',
    'https://cd.58.com/antibot/verifycode',
    'https://jobs.51job.com/_____tmd_____/punish?x5secdata=1',
    'https://www.site.test/captcha/show',
    'https://forbidden.lagou.com/',
  ])('is recognised by the URL to which the platform sends: %s', (gate) => {
    expect(gateOf({ url: gate, text: html('', '<div id="app"></div>') })).toBe('captcha');
  });
});

describe('a log-in page', () => {
  it.each([
    ['by its title', html('登录-某某人才网', '<div>手机号 <input type="tel"> 获取验证码</div>')],
    ['by its title with the platform’s name', html('某某招聘网登录', passwordForm)],
    [
      'by a form for a password and nothing else',
      html('某某人才网', `${menu}<div class="login-box">${passwordForm}</div>`),
    ],
    ['by its words', html('提示', '<p>请登录后查看职位</p>')],
    ['by its heading, form and menu', html('某某人才网', `${menu}<h2>欢迎登录</h2>${passwordForm}<a>忘记密码</a>`)],
    ['in an interface’s answer', '{"code":401,"msg":"登录状态已失效"}'],
  ])('is recognised %s', (_how, text) => {
    expect(gateOf({ url, text })).toBe('login');
  });

  it.each([
    'https://passport.58.com/login/',
    'https://login.51job.com/login.php?lang=c',
    'https://www.zhipin.com/web/user/?ka=header-login',
    'http://www.site.test/member/login.html',
  ])('is recognised by its URL: %s', (gate) => {
    expect(gateOf({ url: gate, text: html('', '<div id="app"></div>') })).toBe('login');
  });

  it('is recognised by its status', () => {
    expect(gateOf({ url, status: 401, text: html('', '<p>Unauthorized</p>') })).toBe('login');
  });
});

describe('an ordinary page is no gate', () => {
  it.each([
    ['with a log-in link', html('结构工程师', menu + posting)],
    ['with a log-in box in its header', html('结构工程师', `<div class="header">${passwordForm}</div>${posting}`)],
    ['with a log-in box beside the posting', html('结构工程师', `<div class="side">${passwordForm}</div>${posting}`)],
    [
      'that shows its contact to members alone',
      html('招结构师', `${passwordForm}${posting}<p>登录后可查看联系方式</p>`),
    ],
    [
      'that loads a CAPTCHA for its log-in box',
      html(
        '结构工程师',
        `${posting}${passwordForm}`,
        '<script src="https://static.geetest.com/static/js/gt.js"></script>',
      ),
    ],
    [
      'that is a shell which scripts fill',
      html('某招聘网', '<div id="app"></div>', '<script src="https://static.geetest.com/gt.js"></script>'),
    ],
    [
      'whose data lies in a script beside a log-in box',
      html('职位', `${passwordForm}<script>window.list = ${JSON.stringify([{ text: 'x'.repeat(5000) }])}</script>`),
    ],
    ['about a job with such a title', html('安全验证工程师_某公司', posting)],
    [
      'about a job in log-in systems',
      html('登录系统开发工程师', '<h1>登录系统开发工程师</h1><p>负责统一身份认证和登录验证码，要求熟悉 OAuth。</p>'),
    ],
    ['of links', html('首页', `${passwordForm}${'<a href="/job">职位</a>'.repeat(50)}`)],
    [
      'about a short job for safety officers',
      html('安全员', `<h1>安全员</h1><p>招安全员，请先登录后投递。</p>${passwordForm}`),
    ],
    ['that is empty', ''],
    [
      'of an interface with postings',
      JSON.stringify({ jobs: Array.from({ length: 40 }, () => ({ text: '需要登录后台维护数据，岗位职责若干' })) }),
    ],
    ['of an interface with nothing', '{"jobs":[],"next":null}'],
  ])('%s', (_what, text) => {
    expect(gateOf({ url, text })).toBeUndefined();
  });

  it('even where its URL looks like one', () => {
    const text = html('结构工程师', posting + '<p>岗位职责：负责结构设计。</p>'.repeat(30));
    expect(gateOf({ url: 'http://www.site.test/login', text })).toBeUndefined();
  });

  it('however large and nested it is, within reason', () => {
    expect(gateOf({ url, text: '<div class="a_a_a_a_a_a_a">'.repeat(100_000) })).toBeUndefined();
    expect(gateOf({ url, text: '请您'.repeat(1_000_000) })).toBeUndefined();
  });
});

describe('the table of signs', () => {
  it('gives a reason for each', () => {
    for (const { reason } of [...urlSigns, ...titleSigns, ...textSigns, ...elementSigns]) expect(reason).not.toBe('');
  });
});

const pages = new URL('../../../../shared/data/pages/', import.meta.url);
const missing = !existsSync(pages);
if (missing) console.warn('gate-page: ../shared/data/pages is missing, the saved pages are not read');

describe.skipIf(missing)('saved pages of real platforms are no gates', () => {
  const names = missing ? [] : readdirSync(pages).filter((name) => name !== 'expected.json');
  it.each(names)('%s, as it is and with a log-in box and a CAPTCHA product added', (name) => {
    const { text } = decode(readFileSync(new URL(name, pages)), { kind: name.endsWith('.json') ? 'text' : 'html' });
    const added = text.replace(
      /<body[^>]*>/i,
      (body) => `${body}<script src="https://static.geetest.com/gt.js"></script>${passwordForm}`,
    );
    for (const each of [text, added]) expect(gateOf({ url, text: each })).toBeUndefined();
  });
});
