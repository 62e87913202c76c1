import Mustache from 'mustache';
import type { DocumentFacts } from './document-facts.js';
import { visibleText } from './visible-text.js';

/** A filled template: Markdown in which every value is but a number between two private-use characters, and the values. */
export interface FilledTemplate {
  markdown: string;
  values: string[];
}

/** A value's place in the Markdown. Whatever the value says, no reader of Markdown or HTML ever reads it. */
export const valuePlace = /\ue000(\d+)\ue001/;

/** Fills in a template that `checkTemplate` has passed. */
export function fillTemplate(template: string, facts: DocumentFacts): FilledTemplate {
  const values: string[] = [];
  const place = (value: unknown): string => {
    values.push(visibleText(String(value)));
    return `\ue000${values.length - 1}\ue001`;
  };
  return { markdown: Mustache.render(template, facts, undefined, { escape: place }), values };
}
