// Words around text of the model.
export const markdown = {
  image: (name: string) => `[picture: ${name}]`,
  imageUnnamed: '[picture]',
  code: 'code',
  table: 'table',
};
