import { createHash } from 'node:crypto';
import { Html, html, nothing } from './html.js';

const style = `
:root{color-scheme:light dark;--ink:#1a1a1a;--ground:#fff;--soft:#f2f4f7;--line:#767676;--accent:#0b4f9e;--on-accent:#fff;--bad:#b00020}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--ground:#161718;--soft:#232527;--line:#8f8f8f;--accent:#8ab8f5;--on-accent:#0d1a2b;--bad:#ff8a8a}}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--ground);font:1.0625rem/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
main{max-width:44rem;margin:0 auto;padding:1rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.3}
h2{font-size:1.25rem;margin-top:2.5rem}
a{color:var(--accent)}
.field{margin:1.25rem 0}
label{display:block;font-weight:600}
.hint{margin:.1rem 0 .35rem;font-size:.95rem}
input,select,textarea{width:100%;min-height:2.75rem;padding:.5rem .7rem;font:inherit;color:inherit;background:var(--ground);border:1px solid var(--line);border-radius:.3rem}
textarea{min-height:11rem;resize:vertical}
[aria-invalid=true]{border:2px solid var(--bad)}
button{min-height:2.9rem;padding:.5rem 1.8rem;font:inherit;font-weight:600;color:var(--on-accent);background:var(--accent);border:0;border-radius:.3rem;cursor:pointer}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.box{padding:.8rem 1rem;background:var(--soft);border-left:.3rem solid var(--accent)}
.errors{border-left-color:var(--bad)}
.error{margin:.25rem 0 0;color:var(--bad);font-weight:600}
.code{font:700 1.5rem/1.6 ui-monospace,Consolas,monospace;letter-spacing:.05em}
.trap{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
dt{font-weight:600}dd{margin:0 0 .6rem}
`;

/**
 * Nothing but this page's own style, by its hash, and forms that are sent back here: whatever gets into the page does not run and loads
 * nothing.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A whole page. @param title also its first heading */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${new Html(`<style>${style}</style>`)}
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;
}

/** How else a complaint can be made. */
export interface OtherWays {
  readonly hotline: string | undefined;
  readonly mailbox: string | undefined;
}

export function otherWays({ hotline, mailbox }: OtherWays): Html | readonly Html[] {
  if (hotline === undefined && mailbox === undefined) return nothing;
  return html`<p class="box">也可以${
    hotline === undefined ? nothing : html`拨打举报电话 <a href="tel:${hotline.replace(/[^+\d]/g, '')}">${hotline}</a>`
  }${hotline === undefined || mailbox === undefined ? nothing : html`，或`}${
    mailbox === undefined ? nothing : html`发送邮件至 <a href="mailto:${mailbox}">${mailbox}</a>`
  }。</p>`;
}

/** A page that says one thing. */
export function notice(title: string, sentence: string, ways: OtherWays): string {
  return page(title, html`<p>${sentence}</p>${otherWays(ways)}<p><a href="/">返回投诉举报首页</a></p>`);
}
