// What kind of content a file has, by its first bytes; its name is only asked where the bytes say no more than "archive".

const at = (head: Uint8Array, text: string, offset = 0): boolean =>
  head.length >= offset + text.length && Buffer.from(head.subarray(offset, offset + text.length)).toString('latin1') === text;

const SIGNS: readonly (readonly [mediaType: string, test: (head: Uint8Array) => boolean])[] = [
  ['image/png', (h) => at(h, '\x89PNG\r\n\x1a\n')],
  ['image/jpeg', (h) => at(h, '\xff\xd8\xff')],
  ['image/gif', (h) => at(h, 'GIF87a') || at(h, 'GIF89a')],
  ['image/webp', (h) => at(h, 'RIFF') && at(h, 'WEBP', 8)],
  ['application/pdf', (h) => at(h, '%PDF-')],
  ['image/heic', (h) => at(h, 'ftyp', 4) && ['heic', 'heix', 'mif1', 'hevc'].some((brand) => at(h, brand, 8))],
  ['image/avif', (h) => at(h, 'ftyp', 4) && at(h, 'avif', 8)],
  ['video/quicktime', (h) => at(h, 'ftypqt', 4)],
  ['audio/mp4', (h) => at(h, 'ftypM4A', 4)],
  ['video/mp4', (h) => at(h, 'ftyp', 4)],
  ['video/x-matroska', (h) => at(h, '\x1a\x45\xdf\xa3')],
  ['video/x-msvideo', (h) => at(h, 'RIFF') && at(h, 'AVI ', 8)],
  ['audio/wav', (h) => at(h, 'RIFF') && at(h, 'WAVE', 8)],
  ['audio/mpeg', (h) => at(h, 'ID3') || at(h, '\xff\xfb') || at(h, '\xff\xf3')],
  ['audio/flac', (h) => at(h, 'fLaC')],
  ['audio/ogg', (h) => at(h, 'OggS')],
  ['image/tiff', (h) => at(h, 'II*\0') || at(h, 'MM\0*')],
  ['image/bmp', (h) => at(h, 'BM') && at(h, '\0\0\0\0', 6)],
  ['image/x-icon', (h) => at(h, '\0\0\x01\0')],
  ['image/vnd.adobe.photoshop', (h) => at(h, '8BPS')],
  ['application/zip', (h) => at(h, 'PK\x03\x04') || at(h, 'PK\x05\x06')],
  ['application/gzip', (h) => at(h, '\x1f\x8b')],
  ['application/x-bzip2', (h) => at(h, 'BZh')],
  ['application/x-xz', (h) => at(h, '\xfd7zXZ\0')],
  ['application/zstd', (h) => at(h, '\x28\xb5\x2f\xfd')],
  ['application/x-7z-compressed', (h) => at(h, '7z\xbc\xaf\x27\x1c')],
  ['application/vnd.rar', (h) => at(h, 'Rar!\x1a\x07')],
  ['application/x-tar', (h) => at(h, 'ustar', 257)],
  ['application/vnd.ms-office', (h) => at(h, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
  ['application/vnd.sqlite3', (h) => at(h, 'SQLite format 3\0')],
  ['application/x-executable', (h) => at(h, '\x7fELF') || at(h, 'MZ') || at(h, '\xcf\xfa\xed\xfe')],
  ['application/wasm', (h) => at(h, '\0asm')],
  ['font/woff2', (h) => at(h, 'wOF2')],
  ['font/ttf', (h) => at(h, '\0\x01\0\0') || at(h, 'OTTO')],
  ['application/x-apple-diskimage', (h) => at(h, 'koly')],
];

/** Formats that are zip archives inside. */
const ZIPPED: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odp: 'application/vnd.oasis.opendocument.presentation',
  epub: 'application/epub+zip',
  jar: 'application/java-archive',
  apk: 'application/vnd.android.package-archive',
};

/** The media type by the first bytes (300 are enough), or undefined when nothing is recognised. */
export function mediaTypeOf(head: Uint8Array, name: string): string | undefined {
  const found = SIGNS.find(([, test]) => test(head))?.[0];
  if (found !== 'application/zip') return found;
  return ZIPPED[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? found;
}
