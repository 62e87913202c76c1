import { readFileSync } from 'node:fs';
import Mustache from 'mustache';
import { readBlocks } from '../../evidence/documents/read-blocks.js';
import { visibleText } from '../../evidence/documents/visible-text.js';
import { writeDocx } from '../../evidence/documents/write-docx.js';
import { writeHtml } from '../../evidence/documents/write-html.js';
import { dataFile } from '../../evidence/law/data-file.js';

/** A value, a condition, or a list of them. */
type Facts = { readonly [name: string]: string | boolean | readonly Facts[] };

/** A document as a page and for a word processor, from one reading of its template. */
export interface RenderedWords {
  readonly html: string;
  readonly docx: Uint8Array;
}

/**
 * Fills a template of the project (Markdown with Mustache). Values stand in the document exactly as text, as in evidence/documents: each
 * is but a number between two private-use characters until the Markdown has been read.
 * @param templateFile below the project's folder
 * @param author who is named as the file's author
 */
export async function renderWords(
  templateFile: string,
  { title, author, facts }: { readonly title: string; readonly author: string; readonly facts: Facts },
): Promise<RenderedWords> {
  const template = readFileSync(dataFile(templateFile), 'utf8');
  const values: string[] = [];
  const place = (value: unknown): string => {
    values.push(visibleText(String(value)));
    return `\ue000${values.length - 1}\ue001`;
  };
  const markdown = Mustache.render(template, facts, undefined, { escape: place });
  const blocks = readBlocks({ markdown, values });
  const name = visibleText(title);
  return { html: writeHtml(name, blocks), docx: await writeDocx(name, visibleText(author), blocks) };
}
