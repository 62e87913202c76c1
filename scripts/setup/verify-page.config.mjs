import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';

const root = dirname(dirname(import.meta.dirname));

/** Vite's configuration for the offline page. GUAZHENG_VERIFY_PAGE_FOLDER names another folder for the result than dist/. */
export default {
  root: join(root, 'evidence/verify/page'),
  base: './',
  plugins: [oneFile()],
  build: {
    outDir: process.env.GUAZHENG_VERIFY_PAGE_FOLDER ?? join(root, 'dist'),
    // The folder holds the program too.
    emptyOutDir: false,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: join(root, 'evidence/verify/page/verify.html') },
  },
};

/**
 * Puts script and style into the page, and a policy that lets nothing else run and nothing be fetched or sent: the page is opened from a
 * disk, with files in it that must not leave the machine.
 *
 * @returns {import('vite').Plugin}
 */
function oneFile() {
  return {
    name: 'one-file',
    enforce: 'post',
    generateBundle(_, bundle) {
      const files = Object.values(bundle);
      const page = files.find(({ fileName }) => fileName.endsWith('.html'));
      const scripts = files.filter(({ type }) => type === 'chunk');
      const styles = files.filter(({ fileName }) => fileName.endsWith('.css'));
      if (page === undefined || scripts.length !== 1 || styles.length !== 1) {
        throw new Error(`the page must be one script and one style, not ${files.map(({ fileName }) => fileName)}`);
      }
      // The end of a script, or a comment's beginning, would be read as HTML.
      const script = scripts[0].code.replaceAll('\r', '').replace(/<(?=\/script|!--)/gi, '\\x3c');
      const style = String(styles[0].source).replaceAll('\r', '');
      const policy = [
        "default-src 'none'",
        `script-src '${hashOf(script)}'`,
        `style-src '${hashOf(style)}'`,
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; ');
      page.source = String(page.source)
        .replace(/\s*<script\b[^>]*><\/script>/g, '')
        .replace(/\s*<link\b[^>]*rel="stylesheet"[^>]*>/g, '')
        .replace(
          /<meta charset="utf-8" ?\/?>/,
          (charset) => `${charset}\n    <meta http-equiv="Content-Security-Policy" content="${policy}" />`,
        )
        .replace('</head>', () => `<style>${style}</style>\n  </head>`)
        .replace('</body>', () => `<script type="module">${script}</script>\n  </body>`);
      for (const { fileName } of [...scripts, ...styles]) delete bundle[fileName];
    },
  };
}

/** @param {string} text as it stands between the tags */
function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
