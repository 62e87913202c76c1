import { z } from 'zod';
import { complaintFields, complaintLimits } from '../../../contracts/api/complaints.js';

/** What the form sends, as typed. */
export interface TypedForm {
  readonly organisation: string;
  readonly subject: string;
  readonly url: string;
  readonly text: string;
  readonly name: string;
  readonly contact: string;
  /** Hidden from people: only programs that fill in everything fill it in. */
  readonly homepage: string;
}
export type FormField = Exclude<keyof TypedForm, 'homepage'>;

export const emptyForm: TypedForm = {
  organisation: '',
  subject: '',
  url: '',
  text: '',
  name: '',
  contact: '',
  homepage: '',
};

const rules = z.object({
  organisation: z.string().min(1, '请选择受理机关'),
  subject: complaintFields.subjectName,
  url: complaintFields.url,
  text: complaintFields.text,
  name: z.string().trim().max(complaintLimits.name, '姓名不能超过 100 个字'),
  contact: z.string().trim().max(complaintLimits.contact, '联系方式不能超过 200 个字'),
});

/** Of a field that is sent twice the first; others than the form's are passed over. */
export function readTyped(sent: URLSearchParams): TypedForm {
  const field = (name: keyof TypedForm) => sent.get(name) ?? '';
  return {
    ...{ organisation: field('organisation'), subject: field('subject'), url: field('url'), text: field('text') },
    ...{ name: field('name'), contact: field('contact'), homepage: field('homepage') },
  };
}

export type FormErrors = Readonly<Partial<Record<FormField, string>>>;

/** The first thing that is wrong with each field; empty where the form can be taken. Line ends of a form are CR LF, and count as one. */
export function errorsIn(typed: TypedForm): FormErrors {
  const parsed = rules.safeParse({ ...typed, text: typed.text.replaceAll('\r\n', '\n') });
  const errors: Partial<Record<FormField, string>> = {};
  for (const { path, message } of parsed.error?.issues ?? []) errors[path[0] as FormField] ??= message;
  return errors;
}
