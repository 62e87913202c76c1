import { readMonthlyTemplate } from '../../casework/reports/monthly-template.js';
import { readNamedTemplate } from '../../casework/reports/named-templates.js';
import { UnusableYamlError } from '../../casework/reports/read-checked-yaml.js';
import type { MonthAsked } from '../../casework/reports/read-month.js';
import { RequestError } from '../request-error.js';
import type { Sources } from '../route.js';
import type { Session } from '../session.js';

/** A month, and the name of the template that it is asked for in; ours where absent. */
export interface MonthNamed {
  readonly month: string;
  readonly template?: string | undefined;
}

/**
 * The month's table of the organisation that the person works for, with all below it.
 * @throws RequestError 422 that says which line of the template is not usable; InputError `monthly_template_unknown`,
 *   `monthly_template_unusable`
 */
export async function readMonthNamed(
  { templatesFolder }: Pick<Sources, 'templatesFolder'>,
  { organisationId }: Pick<Session, 'organisationId'>,
  { month, template: name }: MonthNamed,
): Promise<MonthAsked> {
  if (name === undefined) return { organisationId, month };
  const template = await readNamedTemplate(templatesFolder, name);
  try {
    readMonthlyTemplate(template.text, template.file);
  } catch (error) {
    if (!(error instanceof UnusableYamlError)) throw error;
    const where = error.line === undefined ? '' : `第 ${error.line} 行`;
    const message = `表样“${name}”${where}有误，不能使用；请改正该文件，或者另选表样。`;
    throw new RequestError(422, error.code, message, { cause: error });
  }
  return { organisationId, month, template };
}
