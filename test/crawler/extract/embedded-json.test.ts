import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedJson, endOfJsonValue, jsonAfter, jsonAnswer } from '../../../crawler/extract/embedded-json.js';
import { loadPage } from '../../../crawler/extract/html-document.js';

const container = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));

describe('embeddedJson', () => {
  it('finds exactly the JSON behind the marker, whatever brackets and quotes its strings hold', () => {
    fc.assert(
      fc.property(container, fc.string(), (value, after) => {
        const json = JSON.stringify(value);
        expect(endOfJsonValue(json + after, 0)).toBe(json.length);
        expect(jsonAfter(`var a = 1; window.__DATA__ = ${json};${after}`, 'window.__DATA__ =')).toEqual(
          JSON.parse(json),
        );
      }),
    );
  });

  it('opens a JSON text that was written as a string', () => {
    const json = JSON.stringify(JSON.stringify({ jobs: ['"', '\\'] }));
    expect(jsonAfter(`window.x = JSON.parse(${json})`, 'JSON.parse')).toEqual({ jobs: ['"', '\\'] });
  });

  it('passes over occurrences of the marker that have no JSON behind them', () => {
    const $ = loadPage('<script>if (!window.a) {}</script><p>window.a = [1]</p><script>window.a = [2]</script>');
    expect(embeddedJson($, 'window.a')).toEqual([2]);
  });

  it('finds nothing in broken, cut or missing JSON', () => {
    for (const source of ['m = {"a": [1, 2', 'm = {a: 1}', 'm = "', 'm =', '', 'm = {]']) {
      expect(jsonAfter(source, 'm')).toBeUndefined();
    }
  });

  it('scans 5 MB of open brackets without overflowing', () => {
    expect(jsonAfter(`m = ${'[{"a":'.repeat(800_000)}`, 'm')).toBeUndefined();
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(endOfJsonValue(deep, 0)).toBe(deep.length);
  });

  it('reads an interface that answers with JSON or with a call around it', () => {
    expect(jsonAnswer(' {"a":1}')).toEqual({ a: 1 });
    expect(jsonAnswer('/**/callback_1({"a":")"});')).toEqual({ a: ')' });
    expect(jsonAnswer('<html></html>')).toBeUndefined();
  });
});
