import { describe, expect, it } from 'vitest';
import { situationOf, verificationOf } from '../../../casework/comparison/exceptions.js';
import { compareNames } from '../../../casework/comparison/person-name.js';
import { relateUnits } from '../../../casework/comparison/unit-name.js';
import { Units } from '../../../casework/comparison/units.js';
import { inventedCreditCode } from '../../../fixtures/registers/invented-numbers.js';

describe('two names of one number', () => {
  it.each([
    ['王小明', '王小明', 'same'],
    ['王 小明', '王小明', 'same'],
    ['买买提·艾力', '买买提艾力', 'same'],
    ['王小明（曾用名王明）', '王小明', 'same'],
    ['王小明', '王晓明', 'spelling'],
    ['张伟', '张玮', 'spelling'],
    ['欧阳娜娜', '欧阳娜', 'spelling'],
    ['张伟', '李伟', 'conflict'],
    ['王小明', '李建国', 'conflict'],
  ] as const)('%s and %s: %s', (one, other, agreement) => {
    expect(compareNames(one, other)).toBe(agreement);
    expect(compareNames(other, one)).toBe(agreement);
  });
});

describe('two employers', () => {
  const [first, second] = [inventedCreditCode(1), inventedCreditCode(2)];
  it.each([
    [['江城建设工程有限公司', first], ['别的名称有限公司', first], 'same'],
    [['江城建设工程有限公司', first], ['江城建设工程股份有限公司', second], 'different'],
    [['江城建设工程有限公司', first], ['江城建设工程有限公司', second], 'near'],
    [['江城建设工程有限公司', first], ['江城建设工程有限公司汉口分公司', second], 'same'],
    [['江城建设工程有限公司', first], ['江城建设（工程）有限公司', ''], 'same'],
    [['江城建设工程有限公司', ''], ['江城建设工程有限责任公司', ''], 'near'],
    [['江城建设工程有限公司', ''], ['江城建没工程有限公司', second], 'near'],
    [['江城建设工程有限公司', ''], ['云梦机电设备有限公司', ''], 'different'],
  ] as const)('%j and %j: %s', ([name, code], [otherName, otherCode], relation) => {
    const [one, other] = [
      { name, code },
      { name: otherName, code: otherCode },
    ];
    expect(relateUnits(one, other)).toBe(relation);
    expect(relateUnits(other, one)).toBe(relation);
  });

  it('are matched by any name that a code has been written with', () => {
    const units = new Units();
    const one = units.add('江城建设工程有限公司', first);
    expect(units.add('江城城建集团有限公司', first)).toBe(one);
    expect(units.relate(one, units.add('江城城建集团有限公司', ''))).toBe('same');
  });
});

describe('an exception', () => {
  it.each([
    ['①', 1],
    ['2', 2],
    ['情形三', 3],
    ['（4）', 4],
    ['⑤买断工龄', 5],
    ['已退休返聘', 1],
    ['高校教师', 3],
    ['军队自主择业干部', 4],
    ['其他', 6],
  ] as const)('of %s is situation %d', (written, number) => {
    expect(situationOf(written)?.number).toBe(number);
  });

  it('of another situation is none', () => {
    for (const written of ['', '7', '唯一社保', '家庭原因']) expect(situationOf(written)).toBeUndefined();
  });

  it('clears only when it is proven', () => {
    expect([verificationOf('已核实'), verificationOf(' '), verificationOf('不属实'), verificationOf('也许')]).toEqual([
      'proven',
      'claimed',
      'refused',
      undefined,
    ]);
  });
});
