import type { DocumentFacts } from './document-facts.js';
import { fillTemplate } from './fill-template.js';
import { readBlocks } from './read-blocks.js';
import { type DocumentName, readTemplate } from './read-template.js';
import { visibleText } from './visible-text.js';
import { writeDocx } from './write-docx.js';
import { writeHtml } from './write-html.js';

export interface RenderOptions {
  /** The department's own folder of templates; a file that it does not have is ours. */
  templatesFolder?: string;
}

/** One document twice, from the same reading of one template. */
export interface RenderedDocument {
  /** A page for A4, complete in itself, to be printed as PDF; whoever prints it adds the page numbers. */
  html: string;
  /** With page numbers. */
  docx: Uint8Array;
}

/**
 * Fills the template `name` with the facts. Captured words stand in the document exactly as text: no Markdown, HTML or Word reads them;
 * characters that cannot be seen are written out (`visibleText`).
 * @throws InputError `template_unusable` with file and line where an edited template cannot be used
 */
export async function renderDocument(
  name: DocumentName,
  facts: DocumentFacts,
  options: RenderOptions = {},
): Promise<RenderedDocument> {
  const template = await readTemplate(name, options.templatesFolder);
  const blocks = readBlocks(fillTemplate(template, facts));
  return { html: writeHtml(name, blocks), docx: await writeDocx(name, visibleText(facts.机关名称), blocks) };
}
