import { describe, expect, it } from 'vitest';
import {
  firstWholeMonth,
  lastWholeMonth,
  monthOf,
  readDay,
  readMonth,
  writeDay,
  writeMonth,
} from '../../../casework/comparison/periods.js';

const day = (text: string): number => readDay(text) ?? Number.NaN;

describe('a day', () => {
  it.each([
    '2019-03-01',
    '2019/3/1',
    '2019.3.1',
    '2019年3月1日',
    '20190301',
    '43525',
    '2019-03-01T00:00:00',
    '２０１９－０３－０１',
  ])('is read from %s', (written) => {
    expect(writeDay(day(written))).toBe('2019-03-01');
  });

  it.each(['', '2019-02-29', '2019-13-01', '长期', '1234', '999999', '01/03/2019'])(
    'is not read from %j',
    (written) => {
      expect(readDay(written)).toBeUndefined();
    },
  );
});

describe('a month', () => {
  it.each(['2019-03', '2019/3', '2019.03', '201903', '2019年3月', '2019-03-17', '43541'])(
    'is read from %s',
    (written) => {
      expect(writeMonth(readMonth(written) ?? 0)).toBe('2019-03');
    },
  );

  it.each(['', '2019-00', '201913', '至今', '19-03'])('is not read from %j', (written) => {
    expect(readMonth(written)).toBeUndefined();
  });

  it('is whole only when all its days run', () => {
    const month = (text: string) => readMonth(text);
    expect(firstWholeMonth(day('2019-03-01'))).toBe(month('2019-03'));
    expect(firstWholeMonth(day('2019-03-02'))).toBe(month('2019-04'));
    expect(lastWholeMonth(day('2020-02-29'))).toBe(month('2020-02'));
    expect(lastWholeMonth(day('2020-02-28'))).toBe(month('2020-01'));
    expect(monthOf(day('2019-12-31')) + 1).toBe(month('2020-01'));
  });
});
