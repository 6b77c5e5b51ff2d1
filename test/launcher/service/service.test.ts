// The files that make the product start by itself.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../src/config.ts';
import { agentText } from '../../../src/launcher/service/launchd.ts';
import { factsOf, serviceCommand, serviceFile } from '../../../src/launcher/service/service.ts';
import { unitFile, unitText } from '../../../src/launcher/service/systemd.ts';
import { memoryTerminal } from '../memory-terminal.ts';

let folder: string;
let units: string;
beforeEach(() => {
  units = mkdtempSync(join(tmpdir(), 'cowork-unit-'));
  folder = mkdtempSync(join(tmpdir(), 'cowork service $HOME %h "q" '));
});
afterEach(() => {
  for (const made of [folder, units]) rmSync(made, { recursive: true, force: true });
});

const facts = () => ({
  command: [process.execPath, join(folder, 'bin $X %n "y" \\z', 'cowork.js'), 'start'],
  environment: { COWORK_HOME: join(folder, 'a <b> & "c"'), PATH: '/usr/bin:/bin' },
});

describe('the systemd unit', () => {
  it('is accepted by systemd, with the strangest of paths', () => {
    const file = join(units, 'durable-cowork.service');
    writeFileSync(file, unitText(facts()));
    const { error, status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', file], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? folder },
    });
    // Where systemd is not installed there is nobody to ask; CI installs it.
    if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
    expect({ status, out: `${stdout}${stderr}` }).toEqual({ status: 0, out: '' });
  });

  it('is refused by systemd when it is broken, so that the test above means something', () => {
    const file = join(units, 'durable-cowork.service');
    writeFileSync(file, unitText({ ...facts(), command: ['not-absolute/program'] }));
    const { error, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--user', '--man=no', file], {
      encoding: 'utf8',
      env: { ...process.env, XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? folder },
    });
    if (error && (error as NodeJS.ErrnoException).code === 'ENOENT') return;
    expect(`${stdout}${stderr}`).not.toBe('');
  });

  it('starts in the foreground, again after a failure, not after a refusal', () => {
    const text = unitText(facts());
    for (const line of ['Restart=on-failure', 'RestartPreventExitStatus=2', 'KillMode=mixed', 'WantedBy=default.target'])
      expect(text.split('\n')).toContain(line);
    expect(text).not.toContain('--detach');
  });
});

describe('the LaunchAgent', () => {
  it('is a property list with every word escaped', () => {
    const text = agentText(facts(), '/logs/service.log');
    expect(text).toContain('<string>start</string>');
    expect(text).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    expect(text.match(/<key>/g)).toHaveLength(12);
    // Every opened element is closed, in order.
    const open: string[] = [];
    for (const [, close, name = '', self] of text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!self) open.push(name);
    }
    expect(open).toEqual([]);
  });
});

describe('cowork service', () => {
  it('installs with the settings of this shell but without its secrets, and uninstalls', async () => {
    const env = {
      PATH: process.env['PATH'],
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      COWORK_HOME: join(folder, 'home'),
      COWORK_PORT: '7777',
      COWORK_TOKEN: 'secret-token-0123',
      ANTHROPIC_API_KEY: 'secret-key-0123',
    };
    if (process.platform !== 'linux') return;
    const terminal = memoryTerminal(env);
    expect(await serviceCommand('install', terminal)).toBe(0);
    const file = unitFile(env, folder);
    expect(serviceFile(env)).toBe(file);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('COWORK_PORT=7777');
    expect(text).not.toMatch(/secret-/);
    expect(terminal.output()).toContain('cowork config set model-key');
    expect(terminal.output()).toContain('loginctl enable-linger');
    expect(await serviceCommand('status', terminal)).toBe(0);
    expect(terminal.output()).toContain(`Installed: ${file}`);
    expect(await serviceCommand('uninstall', terminal)).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect(await serviceCommand('uninstall', terminal)).toBe(0);
    expect(await serviceCommand('explode', terminal)).toBe(2);
  });

  it('starts this very program on this very Node', () => {
    const { command } = factsOf(readConfig({ COWORK_HOME: folder }), {});
    const [node = '', entry = '', ...rest] = command;
    expect(rest).toEqual(['start']);
    expect(execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()).toBe(process.version);
    expect(existsSync(entry)).toBe(true);
  });
});
