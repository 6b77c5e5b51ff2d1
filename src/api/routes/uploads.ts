// POST /uploads: one file as multipart/form-data, streamed to its place; nothing of it is held in memory.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ApiDeps, DEFAULT_LIMITS } from '../deps.ts';
import { json, type Route, route } from '../route.ts';
import { uploadedFile } from '../uploaded-file.ts';

const Upload = z.object({ id: z.string(), name: z.string(), bytes: z.number().int(), type: z.string() });

export const uploadRoutes = (deps: ApiDeps): Route[] => [
  route({
    method: 'post',
    path: '/uploads',
    summary: 'Takes a file that a task is to be given (its id goes into attachments).',
    rawBody: 'multipart/form-data',
    answers: { 201: { text: 'Stored', schema: Upload } },
    errors: ['disk_full'],
    async handle({ request, once }) {
      const maxBytes = deps.limits?.uploadBytes ?? DEFAULT_LIMITS.uploadBytes;
      const { meta, saved } = await uploadedFile(request, maxBytes, {
        save: (stream, meta) => deps.files.saveUpload(stream, meta),
        drop: ({ id }) => deps.files.dropUpload(id),
      });
      // What makes two uploads the same is the file, not the boundary between the parts.
      const same = createHash('sha256')
        .update(JSON.stringify([meta, saved.sha256]))
        .digest('hex');
      const upload = { id: saved.id, ...meta, bytes: saved.bytes };
      try {
        const answer = await once(async (tx) => {
          await tx.putUpload(upload);
          return { status: 201, body: upload };
        }, same);
        if (answer.replayed) await deps.files.dropUpload(saved.id);
        return json(answer);
      } catch (error) {
        await deps.files.dropUpload(saved.id);
        throw error;
      }
    },
  }),
];
