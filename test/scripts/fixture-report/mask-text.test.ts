import { describe, expect, it } from 'vitest';
import { createMask } from '../../../scripts/fixture-report/mask-text.js';

const mask = createMask(['一建', '注监']);

describe('createMask', () => {
  it.each([
    ['digits', '月薪8000-9500元', '月薪#元'],
    ['numerals', '三年九万', '#年#'],
    ['a range of hours', '早8:30到晚5:30', '早#到晚#'],
    ['a credential of the lexicon', '要一建一名', '要§#名'],
    ['a credential by its full name', '持一级注册建造师证书者', '持§者'],
    ['a credential with its speciality', '诚聘注册暖通工程师', '诚聘§'],
    ['a speciality alone', '做过市政', '做过§'],
    ['a person by surname and title', '联系王工', '联系@'],
    ['a province', '湖北省内优先', '@内优先'],
  ])('masks %s', (_what, text, masked) => {
    expect(mask({ text })).toBe(masked);
  });

  it("masks the posting's own company, agency and place, in full and in short", () => {
    const names = { company: '襄阳汉水源有限公司', agency: '冀才通人力资源有限公司', place: '湖北襄阳樊城区' };
    expect(mask({ ...names, text: '汉水源在樊城' })).toBe('@在@');
    expect(mask({ ...names, text: '襄阳汉水源招人，襄阳汉水源有限公司' })).toBe('@招人，@');
    expect(mask({ ...names, text: '由冀才通代招，地点樊城区' })).toBe('由@代招，地点@');
  });

  it('masks the longest of several names that begin alike', () => {
    expect(createMask(['注监', '注监总工'])({ text: '招注监总工' })).toBe('招§');
  });

  it('makes two texts of one template equal', () => {
    const one = mask({ text: '荆州收一级建造师市政，三年6.5万，联系李姐', place: '荆州' });
    const other = mask({ text: '宜昌收注监，2年4万，联系陈老师', place: '湖北宜昌' });
    expect(one.replace('§§', '§')).toBe(other);
  });

  it('leaves other words as they are, also those of a name with signs of its own', () => {
    expect(mask({ text: '每天到场签字', company: 'A.B(C)+公司' })).toBe('每天到场签字');
    expect(mask({ text: 'AxB', company: 'A.B' })).toBe('AxB');
  });
});
