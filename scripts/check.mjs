// npm run check: all that can be known without running the program, two at a time; what each said comes whole, and all are run.
import { spawn } from 'node:child_process';

/** The long ones first. */
const CHECKS = ['lint', 'types', 'format', 'layers', 'unused'];

async function run(name) {
  const child = spawn('npm', ['run', '-s', `check:${name}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes));
  const code = await new Promise((resolve) => child.on('close', resolve));
  console.log(`${code === 0 ? 'ok   ' : 'wrong'} ${name}\n${Buffer.concat(said)}`.trimEnd());
  return code === 0;
}

const left = [...CHECKS];
async function worker() {
  let good = true;
  for (let name = left.shift(); name !== undefined; name = left.shift()) good = (await run(name)) && good;
  return good;
}
process.exitCode = (await Promise.all([worker(), worker()])).every(Boolean) ? 0 : 1;
