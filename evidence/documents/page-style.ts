/**
 * A4 as official documents are set (GB/T 9704-2012, 5.1 and 5.2.1: text of 156 × 225 mm): 仿宋 for the text, 宋体 for the title, 黑体 for headings and heads of tables, with the Noto families
 * where a machine has no Windows fonts. No line may be wider than the page, so long hashes and URLs break anywhere; heads of tables
 * come again on each page; rows stay whole. The lower margin holds the page number, which the printer of the page adds.
 */
export const pageStyle = `
@page { size: A4; margin: 37mm 26mm 35mm 28mm; }
html { font: 12pt/1.7 FangSong, FangSong_GB2312, STFangsong, 'Noto Serif CJK SC', 'Source Han Serif SC', serif; color: #000; }
body { margin: 0; overflow-wrap: anywhere; line-break: strict; }
h1 { font: bold 20pt/1.4 SimSun, STSong, 'Noto Serif CJK SC', serif; text-align: center; margin: 0 0 6mm; }
h2, h3 { font: bold 13pt/1.6 SimHei, STHeiti, 'Noto Sans CJK SC', sans-serif; margin: 5mm 0 2mm; break-after: avoid; }
h3 { font-size: 12pt; }
p { margin: 0 0 2mm; }
p:has(+ table) { break-after: avoid; }
ol, ul { margin: 0 0 2mm; padding-left: 2.5em; }
li > p { margin: 0; }
/* A collapsed border lies half outside its table, and a printer clips what is outside the text. */
table { border-collapse: collapse; table-layout: fixed; width: calc(100% - 1.5pt); margin: 2mm 0.75pt 4mm; font-size: 10.5pt; line-height: 1.45; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: 0.5pt solid #000; padding: 1mm 1.5mm; vertical-align: middle; text-align: left; }
th { font-family: SimHei, STHeiti, 'Noto Sans CJK SC', sans-serif; font-weight: normal; background: #f2f2f2; }
td.written { height: 11mm; }
table:has(td.written) { break-inside: avoid; }
.long { word-break: break-all; }
td .long { font-size: 9pt; }
strong { font-weight: bold; }
`;
