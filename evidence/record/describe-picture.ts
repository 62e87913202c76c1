import { grouped } from '../documents/blanks.js';

/** What a picture of a page shows of it. Heights in CSS pixels. */
export function describePicture(heights: {
  pageHeight?: number | undefined;
  pictureHeight?: number | undefined;
}): string {
  const { pageHeight, pictureHeight } = heights;
  if (pageHeight === undefined || pictureHeight === undefined) return '页面截图';
  if (pictureHeight >= pageHeight) return '整页截图';
  return `页面截图，只含自顶部起的${grouped(pictureHeight)}像素，网页全高${grouped(pageHeight)}像素，全部内容见 PDF 和 WARC`;
}
