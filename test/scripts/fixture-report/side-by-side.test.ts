import { describe, expect, it } from 'vitest';
import { sideBySide } from '../../../scripts/fixture-report/side-by-side.js';

describe('sideBySide', () => {
  it('wraps both texts to their column, a Han character counting as two cells', () => {
    expect(sideBySide('一二三ab', 'x', 4)).toBe(['一二 │ x', '三ab │'].join('\n'));
  });

  it('keeps line breaks and fills the shorter text up', () => {
    expect(sideBySide('a', 'b\n\nc', 2)).toBe(['a  │ b', '   │', '   │ c'].join('\n'));
  });

  it('gives invisible and combining characters no cell, and emoji two', () => {
    expect(sideBySide('a\u200bb\u0301', '', 2)).toBe('a\u200bb\u0301 │');
    expect(sideBySide('😀😀', '', 2)).toBe(['😀 │', '😀 │'].join('\n'));
  });
});
