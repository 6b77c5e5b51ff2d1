// From the model's paths to places: the one namespace, its limits, and the hints when a path is wrong.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openParent, openPlace, type TaskPlaces, toModelPath } from '../../src/files/places.ts';
import { type Computer, makeComputer, openDescriptors } from './computer.ts';

let computer: Computer;
let places: TaskPlaces;
let before: number;

beforeEach(async () => {
  computer = makeComputer();
  computer.grant('work/Papers', 'write');
  computer.grant('work/Fotos', 'read');
  computer.file('work/Papers/2024/note.txt');
  places = await computer.places.ofTask('t1');
  before = openDescriptors();
});
afterEach(() => {
  expect(openDescriptors()).toBe(before);
  computer.remove();
});

const refusal = (path: string): { code: string; detail: string } => {
  try {
    places.resolve(path);
  } catch (error) {
    return error as { code: string; detail: string };
  }
  throw new Error(`${path} was not refused`);
};

describe('resolve', () => {
  it('finds granted folders and the task’s own', () => {
    const place = places.resolve('/folders/Papers/2024/note.txt');
    expect(place).toMatchObject({
      area: 'folder',
      components: ['2024', 'note.txt'],
      writable: true,
      root: join(computer.base, 'work/Papers'),
    });
    expect(toModelPath(place, place.components)).toBe('/folders/Papers/2024/note.txt');
    expect(places.resolve('/folders/Fotos').writable).toBe(false);
    expect(places.resolve('/scratch/a/b')).toMatchObject({
      area: 'scratch',
      components: ['a', 'b'],
      writable: true,
      root: join(computer.home, 'files/tasks/t1/scratch'),
    });
    expect(places.resolve('/outputs/report.md')).toMatchObject({ area: 'outputs', writable: true });
    expect(places.resolve('/uploads/list.csv')).toMatchObject({ area: 'uploads', writable: false });
    expect(places.resolve('/scratch/spill/step-1-0.txt').writable).toBe(false);
    expect(statSync(places.resolve('/scratch').root).mode & 0o777).toBe(0o700);
  });

  it('takes doubled and trailing slashes and single dots for nothing', () => {
    expect(places.resolve('//folders/./Papers///2024/.//note.txt/').modelPath).toBe('/folders/Papers/2024/note.txt');
  });

  it('says what to write instead', () => {
    expect(refusal('note.txt')).toMatchObject({ code: 'bad_path', detail: expect.stringContaining('/folders/Papers') });
    expect(refusal('/folders/Papers/../x')).toMatchObject({ code: 'bad_path', detail: expect.stringContaining('without it') });
    expect(refusal('/folders/Paper/x')).toMatchObject({
      code: 'not_granted',
      detail: expect.stringContaining('/folders/Papers'),
    });
    expect(refusal('/etc/passwd').code).toBe('not_granted');
    expect(refusal(join(computer.base, 'work/Papers/2024/note.txt')).detail).toContain('Write /folders/Papers/2024/note.txt');
    expect(refusal('/').code).toBe('bad_path');
    expect(refusal('/folders').code).toBe('bad_path');
  });

  it('knows only the folders of its own task, and only ids that can be ids', async () => {
    const other = await computer.places.ofTask('t2');
    expect(() => other.resolve('/folders/Papers/x')).toThrow(expect.objectContaining({ code: 'not_granted' }));
    const foreign = await computer.places.ofTask('../t1');
    expect(() => foreign.resolve('/scratch/x')).toThrow(expect.objectContaining({ code: 'bad_request' }));
  });

  it('takes a missing name in its other Unicode form when that one exists', () => {
    const composed = 'Übersicht.txt'.normalize('NFC');
    const decomposed = composed.normalize('NFD');
    computer.file(`work/Papers/${'Café'.normalize('NFD')}/${decomposed}`);
    computer.file(`work/Papers/${composed}`);
    expect(places.resolve(`/folders/Papers/${'Café'.normalize('NFC')}/${composed}`).components).toEqual([
      'Café'.normalize('NFD'),
      decomposed,
    ]);
    expect(places.resolve(`/folders/Papers/${decomposed}`).components).toEqual([composed]);
    // New names stay as they were written, also where both exist.
    expect(places.resolve(`/folders/Papers/${'Ärger'.normalize('NFD')}`).components).toEqual(['Ärger'.normalize('NFD')]);
    computer.file(`work/Papers/${decomposed}`);
    expect(places.resolve(`/folders/Papers/${decomposed}`).components).toEqual([decomposed]);
  });

  it('refuses and hides protected places, in the folders of the user only', () => {
    const place = places.resolve('/folders/Papers');
    for (const name of ['.ssh', '.cowork-undo', 'x.kdbx', '.GNUPG']) {
      expect(refusal(`/folders/Papers/${name}/y`).code).toBe('sensitive_place');
      expect(places.hidden(place, [name])).toBe(true);
    }
    expect(places.hidden(place, ['2024'])).toBe(false);
    expect(places.resolve('/scratch/.ssh/config').components).toEqual(['.ssh', 'config']);
  });
});

describe('virtual folders', () => {
  it('are the top and the list of folders, nothing else', () => {
    expect(places.virtual('/')).toEqual(['folders', 'outputs', 'scratch', 'uploads']);
    expect(places.virtual('/folders/')).toEqual(['Papers', 'Fotos']);
    expect(places.virtual('/folders/Papers')).toBeUndefined();
    expect(places.virtual('/folders/../')).toBeUndefined();
    expect(places.virtual('folders')).toBeUndefined();
  });
});

describe('opening a place', () => {
  it('gives the folder and the name; a root is no entry of anything', () => {
    const { folder, name } = openParent(places.resolve('/folders/Papers/2024/note.txt'));
    expect(name).toBe('note.txt');
    expect(statSync(folder.at(name)).isFile()).toBe(true);
    folder.close();
    expect(() => openParent(places.resolve('/folders/Papers'))).toThrow(expect.objectContaining({ code: 'is_a_folder' }));
  });

  it('speaks of model paths when the folder is gone', () => {
    const place = places.resolve('/folders/Papers');
    computer.remove();
    mkdirSync(computer.base);
    expect(() => openPlace(place)).toThrow(/^folder_gone: \/folders\/Papers is not there/u);
  });
});
