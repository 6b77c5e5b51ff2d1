// `cowork demo`: a whole job on made-up files, with a scripted model, without key or network.

export async function demoCommand(_words: readonly string[]): Promise<number> {
  return 1;
}
