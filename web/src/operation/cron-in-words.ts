const weekdays = ['日', '一', '二', '三', '四', '五', '六', '日'];
const weekdayNumbers: Readonly<Record<string, number>> = { sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };

/**
 * A cron expression of five fields (crontab(5)) as a Chinese reader would say it: `30 22 * * 1-5` is 每周一至周五 22:30. Undefined where it
 * is not plain enough to be said in a few words; the next starts tell then.
 */
export function cronInWords(cron: string): string | undefined {
  const fields = cron.trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || minute === undefined || hour === undefined) return undefined;
  if (day === undefined || month === undefined || weekday === undefined) return undefined;
  const days = daysInWords(day, month, weekday);
  const times = timesInWords(minute, hour);
  if (days === undefined || times === undefined) return undefined;
  if (/^\d/.test(times)) return `${days} ${times}`;
  return days === '每天' && times.startsWith('每') ? times : `${days}${times}`;
}

function daysInWords(day: string, month: string, weekday: string): string | undefined {
  const months = month === '*' ? '' : numbersInWords(month, 1, 12, (value) => `${value}月`);
  if (months === undefined) return undefined;
  // With both restricted crontab(5) takes either: rarely meant, and said in no few words.
  if (day !== '*' && weekday !== '*') return undefined;
  if (weekday !== '*') {
    const named = weekday.toLowerCase().replace(/[a-z]+/g, (name) => String(weekdayNumbers[name] ?? name));
    const words = numbersInWords(named, 0, 7, (value) => `周${weekdays[value]}`);
    return words === undefined ? undefined : `${months}每${words}`;
  }
  if (day === '*') return months === '' ? '每天' : `${months}每天`;
  const step = /^\*\/(\d+)$/.exec(day)?.[1];
  if (step !== undefined) return `${months || '每月'}每隔 ${Number(step)} 天`;
  const words = numbersInWords(day, 1, 31, (value) => `${value}日`);
  return words === undefined ? undefined : `${months === '' ? '每月' : `每年${months}`}${words}`;
}

function timesInWords(minute: string, hour: string): string | undefined {
  const minuteStep = /^\*\/(\d+)$/.exec(minute)?.[1];
  const hourStep = /^\*\/(\d+)$/.exec(hour)?.[1];
  if (minute === '*' && hour === '*') return '每分钟';
  if (minuteStep !== undefined) {
    const hours = hour === '*' ? '' : numbersInWords(hour, 0, 23, (value) => `${value} 时`);
    return hours === undefined ? undefined : `${hours}每 ${Number(minuteStep)} 分钟`;
  }
  const minutes = listed(minute, 0, 59);
  if (minutes === undefined) return undefined;
  if (hour === '*') return `每小时的第 ${minutes.join('、')} 分`;
  if (hourStep !== undefined) return `每 ${Number(hourStep)} 小时（第 ${minutes.join('、')} 分）`;
  const hours = listed(hour, 0, 23);
  if (hours === undefined || hours.length * minutes.length > 6) return undefined;
  return hours.flatMap((h) => minutes.map((m) => `${twoDigits(h)}:${twoDigits(m)}`)).join('、');
}

/** `1,3-5` as words joined by 、 and 至. */
function numbersInWords(
  field: string,
  least: number,
  most: number,
  word: (value: number) => string,
): string | undefined {
  const parts = field.split(',').map((part) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = to === undefined ? first : Number(to);
    if (from === undefined || first < least || last > most || last < first) return undefined;
    return to === undefined ? word(first) : `${word(first)}至${word(last)}`;
  });
  return parts.includes(undefined) ? undefined : parts.join('、');
}

function listed(field: string, least: number, most: number): number[] | undefined {
  const values = field.split(',').map((part) => (/^\d+$/.test(part) ? Number(part) : Number.NaN));
  return values.every((value) => value >= least && value <= most) ? values : undefined;
}

const twoDigits = (value: number) => String(value).padStart(2, '0');
