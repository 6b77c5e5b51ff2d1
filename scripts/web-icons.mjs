// Draws the app's PNG icons, the same picture as src/web/public/icon.svg: `node scripts/web-icons.mjs`. Drawn here, because it needs no program then.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const GROUND = [0xa3, 0x45, 0x0c];
const HALF_STROKE = 20;
const RING = { x: 256, y: 256, radius: 136 };
const TICK = [
  [196, 256, 244, 304],
  [244, 304, 376, 164],
];

for (const size of [192, 512])
  writeFileSync(fileURLToPath(new URL(`../src/web/public/icon-${size}.png`, import.meta.url)), png(size));

/** Distance from the white lines, in the picture's own units of 512. */
function distance(x, y) {
  const angle = Math.atan2(y - RING.y, x - RING.x);
  // The ring is open at its upper right, where the tick leaves it.
  const open = angle > -0.98 && angle < 0;
  const ring = open
    ? Math.min(
        Math.hypot(x - 392, y - 256),
        Math.hypot(x - RING.x - RING.radius * Math.cos(-0.98), y - RING.y - RING.radius * Math.sin(-0.98)),
      )
    : Math.abs(Math.hypot(x - RING.x, y - RING.y) - RING.radius);
  return Math.min(ring, ...TICK.map(([ax, ay, bx, by]) => toSegment([x, y], [ax, ay], [bx, by])));
}

function toSegment([x, y], [ax, ay], [bx, by]) {
  const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay));
}

function png(size) {
  const unit = 512 / size;
  const rows = Buffer.alloc(size * (size * 3 + 1));
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++) {
      const edge = (HALF_STROKE - distance((column + 0.5) * unit, (row + 0.5) * unit)) / unit + 0.5;
      const white = Math.min(1, Math.max(0, edge));
      GROUND.forEach((value, i) => (rows[row * (size * 3 + 1) + 1 + column * 3 + i] = Math.round(value + (255 - value) * white)));
    }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
