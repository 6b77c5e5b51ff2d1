// Long names shorten in the middle: beginning and end are what tells them apart.
export function shortenMiddle(text: string, most = 28): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const end = Math.floor((most - 1) / 3);
  return `${letters.slice(0, most - 1 - end).join('')}…${letters.slice(-end).join('')}`;
}
