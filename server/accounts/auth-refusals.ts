import { z } from 'zod';
import { RequestError } from '../request-error.js';

const wrongCode = [422, 'code_wrong', '验证码不正确，或已经用过，请等待下一个验证码。'] as const;
const challengeOver = [422, 'challenge_over', '验证已失效，请重新输入用户名和口令。'] as const;
const wrongPassphrase = [422, 'passphrase_wrong', '口令不正确。'] as const;
const notSetUp = [409, 'second_factor_missing', '还没有启用两步验证。'] as const;

type Refusal = readonly [422 | 409 | 429 | 401, string, string];

/** What a person reads for better-auth's refusals, by its codes. */
const refusals: Readonly<Record<string, Refusal>> = {
  INVALID_USERNAME_OR_PASSWORD: [422, 'login_refused', '用户名或口令不正确。'],
  INVALID_CODE: wrongCode,
  INVALID_BACKUP_CODE: [422, 'code_wrong', '备用码不正确，或已经用过。'],
  INVALID_TWO_FACTOR_COOKIE: challengeOver,
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: challengeOver,
  ACCOUNT_TEMPORARILY_LOCKED: [429, 'code_locked', '验证码连续错误次数过多，请 15 分钟后再试。'],
  INVALID_PASSWORD: wrongPassphrase,
  PASSWORD_TOO_SHORT: [422, 'passphrase_short', '口令至少需要 15 个字符，建议用一句自己记得住的话。'],
  PASSWORD_TOO_LONG: [422, 'passphrase_long', '口令不能超过 256 个字符。'],
  TOTP_ALREADY_ENABLED: [409, 'second_factor_there', '两步验证已经启用；如需更换，请先停用。'],
  TOTP_NOT_ENABLED: notSetUp,
  TWO_FACTOR_NOT_ENABLED: notSetUp,
  BACKUP_CODES_NOT_ENABLED: notSetUp,
  UNAUTHORIZED: [401, 'login_needed', '请先登录。'],
};

const refusalBody = z.object({ code: z.string() });

/** What better-auth refused, in our words; an Error for our log where it is none of the refusals that it gives for what we let through. */
export async function readAuthRefusal(response: Response): Promise<Error> {
  const text = await response.text();
  const { status } = response;
  const code = refusalBody.safeParse(jsonOf(text)).data?.code ?? '';
  const known = Object.hasOwn(refusals, code) ? refusals[code] : undefined;
  if (known !== undefined) return new RequestError(...known);
  if (status === 401) return new RequestError(401, 'login_needed', '请先登录。');
  // Twice at once, such as a backup code in two tabs.
  if (status === 409) return new RequestError(409, 'try_again', '操作发生冲突，请重试。');
  return new Error(`better-auth answered ${status} ${code}.`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
