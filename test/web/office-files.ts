// Small real files of the kinds that offices use, made as their formats say: what a preview is tried with.
import { strToU8, zipSync } from 'fflate';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const zip = (parts: Readonly<Record<string, string | Uint8Array>>): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([path, part]) => [path, typeof part === 'string' ? strToU8(XML + part) : part] as const),
    ),
  );
const relations = (...list: readonly (readonly [id: string, target: string, mode?: string])[]): string =>
  `<Relationships ${RELATIONS}>${list.map(([id, target, mode]) => `<Relationship Id="${id}" Type="x" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`).join('')}</Relationships>`;

/**
 * Two sheets in sight and a hidden one; a sum that was computed, a date, an amount, a share, a shared text with markup, a gap, cells
 * that are one, a wide column, a first row that stays; enough rows that it has to.
 */
export function makeXlsx(): Uint8Array {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const more = Array.from({ length: 90 }, (_, i) => `<row r="${i + 5}"><c r="A${i + 5}" t="str"><v>Shop ${i + 5}</v></c></row>`);
  return zip({
    'xl/workbook.xml': `<workbook ${main} xmlns:r="${OFFICE}"><sheets><sheet name="Receipts" sheetId="1" r:id="r1"/><sheet name="Totals &amp; more" sheetId="2" r:id="r2"/><sheet name="Secret" sheetId="3" state="hidden" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(['r1', 'worksheets/sheet1.xml'], ['r2', '/xl/worksheets/sheet2.xml']),
    'xl/styles.xml': `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst ${main}><si><t>Shop</t></si><si><r><t>Bakery </t></r><r><t>Müller</t></r></si></sst>`,
    'xl/worksheets/sheet1.xml': `<worksheet ${main}><sheetViews><sheetView><pane xSplit="1" ySplit="1" state="frozen"/></sheetView></sheetViews><cols><col min="1" max="1" width="30.7"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Date</t></is></c><c r="C1" t="str"><v>Amount</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>45352</v></c><c r="C2" s="2"><v>1234.5</v></c><c r="D2" s="3"><v>0.125</v></c></row><row r="4"><c r="A4" t="str"><v>Sum of all</v></c><c r="C4" s="2"><f>SUM(C2:C3)</f><v>1234.5</v></c></row>${more.join('')}</sheetData><mergeCells><mergeCell ref="A4:B4"/></mergeCells></worksheet>`,
    'xl/worksheets/sheet2.xml': `<worksheet ${main}><sheetData><row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1"><v>0.25</v></c></row></sheetData></worksheet>`,
  });
}

/** A heading by a German style, bold and struck text, a list in a list, a table with cells that are one, a note, links good and bad, a picture. */
export function makeDocx(): Uint8Array {
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  const run = (text: string, look = ''): string =>
    `<w:r>${look && `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
  const item = (text: string, level = 0): string =>
    `<w:p><w:pPr><w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr></w:pPr>${run(text)}</w:p>`;
  const cell = (text: string, properties = ''): string => `<w:tc><w:tcPr>${properties}</w:tcPr><w:p>${run(text)}</w:p></w:tc>`;
  const drawing =
    '<w:r><w:drawing><wp:docPr xmlns:wp="wp" descr="A red dot"/><a:blip xmlns:a="a" r:embed="p1"/></w:drawing></w:r>';
  return zip({
    'word/document.xml': `<w:document ${w} xmlns:r="${OFFICE}"><w:body><w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr>${run('Übersicht')}</w:p><w:p>${run('Paid ')}${run('in full', '<w:b/>')}${run(' not', '<w:strike/>')}<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del> <w:hyperlink r:id="l1">${run('our page')}</w:hyperlink><w:hyperlink r:id="l2">${run('trap')}</w:hyperlink></w:p>${item('first')}${item('within', 1)}${item('second')}<w:tbl><w:tr>${cell('cell &lt;script&gt;alert(1)&lt;/script&gt;', '<w:gridSpan w:val="2"/>')}</w:tr><w:tr>${cell('tall', '<w:vMerge w:val="restart"/>')}${cell('one')}</w:tr><w:tr>${cell('', '<w:vMerge/>')}${cell('two')}</w:tr></w:tbl><w:p>${run('H')}${run('2', '<w:vertAlign w:val="subscript"/>')}${run('O')}<w:r><w:footnoteReference w:id="7"/></w:r></w:p><w:p>${drawing}</w:p></w:body></w:document>`,
    'word/_rels/document.xml.rels': relations(
      ['l1', 'https://example.com/', 'External'],
      ['l2', 'javascript:alert(1)', 'External'],
      ['p1', 'media/dot.png'],
    ),
    'word/styles.xml': `<w:styles ${w}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>`,
    'word/numbering.xml': `<w:numbering ${w}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/footnotes.xml': `<w:footnotes ${w}><w:footnote w:id="7"><w:p>${run('From the tap.')}</w:p></w:footnote></w:footnotes>`,
    'word/media/dot.png': makePng(),
  });
}

/**
 * Three slides, the second one first in the zip. The first has a title whose place comes from the layout and whose size and colour from
 * the master, a list, a table, a picture, a chart and notes; behind it, and behind the last one with its numbers, a bar of the master.
 */
export function makePptx(): Uint8Array {
  const p = `xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${OFFICE}"`;
  const place = (x: number, y: number, width: number, height: number): string =>
    `<a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="${width}" cy="${height}"/></a:xfrm>`;
  const text = (words: string): string => `<a:p><a:r><a:t>${words}</a:t></a:r></a:p>`;
  const step = (words: string): string =>
    `<a:p><a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr><a:r><a:t>${words}</a:t></a:r></a:p>`;
  const shape = (words: string, kind = '', properties = ''): string =>
    `<p:sp><p:nvSpPr><p:nvPr>${kind && `<p:ph type="${kind}"/>`}</p:nvPr></p:nvSpPr><p:spPr>${properties}</p:spPr><p:txBody>${text(words)}</p:txBody></p:sp>`;
  const sheet = (kind: string, shapes: string, rest = ''): string =>
    `<p:${kind} ${p}><p:cSld><p:spTree>${shapes}</p:spTree></p:cSld>${rest}</p:${kind}>`;
  const frame = (kind: string, content: string, y: number): string =>
    `<p:graphicFrame><p:xfrm><a:off x="914400" y="${y}"/><a:ext cx="3657600" cy="914400"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/${kind}">${content}</a:graphicData></a:graphic></p:graphicFrame>`;
  const cell = (words: string): string => `<a:tc><a:txBody>${text(words)}</a:txBody></a:tc>`;
  const table = `<a:tbl><a:tblGrid><a:gridCol w="1"/><a:gridCol w="3"/></a:tblGrid><a:tr h="1">${cell('Month')}${cell('Bread')}</a:tr><a:tr h="1">${cell('March')}${cell('12')}</a:tr></a:tbl>`;
  const bar = shape(
    'Our company',
    '',
    `${place(0, 0, 9_144_000, 457_200)}<a:solidFill><a:schemeClr val="accent1"/></a:solidFill>`,
  );
  const level = (size: number, rest: string, properties = ''): string =>
    `<a:lvl1pPr ${properties}>${rest}<a:defRPr sz="${size}"><a:solidFill><a:schemeClr val="tx2"/></a:solidFill></a:defRPr></a:lvl1pPr>`;
  return zip({
    'ppt/slides/slide2.xml': sheet('sld', shape('What comes next', 'title') + shape('Ask the bank')),
    'ppt/slides/slide1.xml': sheet(
      'sld',
      `${shape('Where the money went', 'ctrTitle')}${shape('Bread, mostly', 'body', place(914_400, 1_828_800, 3_657_600, 914_400))}${frame('table', table, 2_743_200)}${frame('chart', '', 4_572_000)}<p:pic><p:nvPicPr><p:cNvPr id="9" name="x" descr="A chart"/></p:nvPicPr><p:blipFill><a:blip r:embed="p1"/></p:blipFill><p:spPr>${place(5_486_400, 1_828_800, 914_400, 914_400)}</p:spPr></p:pic>`,
    ),
    'ppt/slides/slide3.xml': sheet('sld', `<p:sp><p:spPr/><p:txBody>${step('Bake')}${step('Sell')}</p:txBody></p:sp>`),
    'ppt/slides/_rels/slide3.xml.rels': relations(['l1', '../slideLayouts/slideLayout1.xml']),
    'ppt/slides/_rels/slide1.xml.rels': relations(
      ['p1', '../media/dot.png'],
      ['l1', '../slideLayouts/slideLayout1.xml'],
      ['n1', '../notesSlides/notesSlide1.xml'],
    ),
    'ppt/notesSlides/notesSlide1.xml': sheet('notes', shape('7', 'sldNum') + shape('Thank the baker', 'body')),
    'ppt/slideLayouts/slideLayout1.xml': sheet(
      'sldLayout',
      shape('Click', 'ctrTitle', place(914_400, 685_800, 7_315_200, 914_400)),
    ),
    'ppt/slideLayouts/_rels/slideLayout1.xml.rels': relations(['m1', '../slideMasters/slideMaster1.xml']),
    'ppt/slideMasters/slideMaster1.xml': sheet(
      'sldMaster',
      bar,
      `<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1"/><p:txStyles><p:titleStyle>${level(4400, '')}</p:titleStyle><p:bodyStyle>${level(2400, '<a:buChar char="•"/>', 'marL="342900" indent="-342900"')}</p:bodyStyle></p:txStyles>`,
    ),
    'ppt/slideMasters/_rels/slideMaster1.xml.rels': relations(['t1', '../theme/theme1.xml']),
    'ppt/theme/theme1.xml': `<a:theme ${p}><a:themeElements><a:clrScheme><a:dk1><a:srgbClr val="000000"/></a:dk1><a:lt1><a:srgbClr val="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="1F3864"/></a:dk2><a:accent1><a:srgbClr val="203040"/></a:accent1></a:clrScheme></a:themeElements></a:theme>`,
    'ppt/media/dot.png': makePng(),
    'ppt/presentation.xml': `<p:presentation ${p}><p:sldIdLst><p:sldId id="256" r:id="s1"/><p:sldId id="257" r:id="s2"/><p:sldId id="258" r:id="s3"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      ['s1', 'slides/slide1.xml'],
      ['s2', 'slides/slide2.xml'],
      ['s3', 'slides/slide3.xml'],
    ),
  });
}

/** Pages with one line each, in a font that every reader has. */
export function makePdf(...lines: readonly string[]): Uint8Array {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
  const kids = lines.map((line) => {
    const content = `BT /F1 24 Tf 72 720 Td (${line}) Tj ET`;
    objects.push(`<< /Length ${content.length} >>\nstream\n${content}\nendstream`);
    const number = objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${objects.length} 0 R >>`,
    );
    return `${number} 0 R`;
  });
  objects[1] = `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${kids.length} >>`;
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return strToU8(
    `${text}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
  );
}

/** One red dot. */
export const makePng = (): Uint8Array =>
  Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');
