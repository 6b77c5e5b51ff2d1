// read_file: text by lines, images as images, the text of a PDF; of everything else what it is.
import { readSync } from 'node:fs';
import { CoworkError } from '../../contract/errors.ts';
import { type OpenFile, openFile } from '../open-file.ts';
import { openParent, type TaskPlaces } from '../places.ts';
import { fileError } from '../fs-errors.ts';
import type { FileContent } from '../port.ts';
import { encodingOf } from './encoding.ts';
import { imageSize } from './image-size.ts';
import { besides, inWorker } from './in-worker.ts';
import { inSlices } from './in-slices.ts';
import { createLinePager, type LinePage } from './line-page.ts';
import { mediaTypeOf } from './magic.ts';
import type { PdfMessage } from './pdf-worker.ts';
import { sampleOf, textLines } from './text-lines.ts';

export interface ReadQuery {
  readonly path: string;
  readonly offset: number;
  readonly limit: number;
  readonly signal?: AbortSignal;
}

/** 5 MB of base64, which is what the model's provider takes of one image. */
const IMAGE_BYTES = 3_750_000;
const IMAGE_PIXELS = 8000;
const PDF_BYTES = 100_000_000;
/** A thousand pages take seconds; what takes longer is made to. */
const PDF_LIMIT_MS = 60_000;

const IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;
type ImageType = (typeof IMAGES)[number];

export async function read(places: TaskPlaces, query: ReadQuery): Promise<FileContent> {
  if (places.virtual(query.path)) throw new CoworkError('is_a_folder', `${query.path} is a folder; list it with list_files`);
  const place = places.resolve(query.path);
  const { folder, name } = openParent(place);
  let file: OpenFile;
  try {
    file = openFile(folder, name, place.modelPath);
  } finally {
    folder.close();
  }
  try {
    return await contentOf(file, name, { ...query, path: place.modelPath });
  } catch (error) {
    throw fileError(error, place.modelPath);
  } finally {
    file.close();
  }
}

async function contentOf(file: OpenFile, name: string, query: ReadQuery): Promise<FileContent> {
  const bytes = Number(file.stats.size);
  const { sample, isWhole } = sampleOf(file.fd);
  const mediaType = mediaTypeOf(sample, name);
  if (isImage(mediaType)) return image(file, mediaType, query.path);
  if (mediaType === 'application/pdf') return { kind: 'pdf', bytes, ...(await pdf(file, query)) };
  const encoding = encodingOf(sample, isWhole);
  if (!encoding) return { kind: 'binary', bytes, mediaType: mediaType ?? 'application/octet-stream' };
  const pager = createLinePager(query.offset, query.limit);
  await inSlices(textLines(file.fd, encoding), (line) => (line === undefined ? undefined : pager.take(line)), query.signal);
  return {
    kind: 'text',
    bytes,
    encoding: encoding.bom > 0 ? `${encoding.name} with BOM` : encoding.name,
    ...withinText(pager.page(), query),
  };
}

const isImage = (mediaType: string | undefined): mediaType is ImageType =>
  (IMAGES as readonly string[]).includes(mediaType ?? '');

function withinText(page: LinePage, query: ReadQuery): LinePage {
  if (query.offset === 0 || query.offset < page.totalLines) return page;
  throw new CoworkError('invalid', `${query.path} has ${page.totalLines} lines; there is no line at offset ${query.offset}`);
}

function image(file: OpenFile, mediaType: ImageType, path: string): FileContent {
  const bytes = Number(file.stats.size);
  if (bytes > IMAGE_BYTES) {
    const detail = `${path} is an image of ${megabytes(bytes)}; only images up to ${megabytes(IMAGE_BYTES)} can be looked at`;
    throw new CoworkError('too_large', detail);
  }
  const data = wholeOf(file);
  const size = imageSize(data, mediaType);
  if (!size) return { kind: 'binary', bytes, mediaType };
  if (Math.max(size.width, size.height) > IMAGE_PIXELS) {
    const detail = `${path} is an image of ${size.width} by ${size.height} pixels; only images up to ${IMAGE_PIXELS} on a side can be looked at`;
    throw new CoworkError('too_large', detail);
  }
  return { kind: 'image', mediaType, data: data.toString('base64'), bytes };
}

async function pdf(file: OpenFile, query: ReadQuery): Promise<LinePage & { pages: number }> {
  const { path } = query;
  const bytes = Number(file.stats.size);
  if (bytes > PDF_BYTES)
    throw new CoworkError('too_large', `${path} is a PDF of ${megabytes(bytes)}; only up to ${megabytes(PDF_BYTES)} can be read`);
  const data = Uint8Array.from(wholeOf(file));
  let answer: PdfMessage | undefined;
  const ended = await inWorker({
    module: besides(import.meta.url, 'pdf-worker'),
    data,
    timeLimitMs: PDF_LIMIT_MS,
    signal: query.signal,
    failure: `${path} could not be read as PDF`,
    onMessage: (message) => {
      answer = message as PdfMessage;
      return true;
    },
  });
  if (!answer)
    throw new CoworkError('invalid', `${path} ${ended === 'time' ? 'takes too long to read' : 'could not be read as PDF'}`);
  if (answer.kind === 'refused') throw new CoworkError('invalid', `${path} ${answer.reason}`);
  const { pages } = answer;
  const pager = createLinePager(query.offset, query.limit);
  for (const [index, text] of pages.entries()) {
    pager.take(`--- page ${index + 1} of ${pages.length} ---`);
    for (const line of text.split(/\r?\n/u)) pager.take(line);
  }
  return { ...withinText(pager.page(), query), pages: pages.length };
}

function wholeOf(file: OpenFile): Buffer {
  const data = Buffer.alloc(Number(file.stats.size));
  let length = 0;
  while (length < data.length) {
    const got = readSync(file.fd, data, length, data.length - length, length);
    if (got === 0) break;
    length += got;
  }
  return data.subarray(0, length);
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;
