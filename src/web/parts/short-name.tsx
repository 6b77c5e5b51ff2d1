// A file's name in one line. What is too long loses its middle: the end tells the kind, and often which one.
const END = 12;

export function ShortName({ name }: { readonly name: string }) {
  const letters = Array.from(name);
  if (letters.length <= END * 2)
    return (
      <span className="block truncate" title={name}>
        {name}
      </span>
    );
  return (
    <span className="flex min-w-0" title={name}>
      <span className="min-w-0 truncate whitespace-pre">{letters.slice(0, -END).join('')}</span>
      <span className="shrink-0 whitespace-pre">{letters.slice(-END).join('')}</span>
    </span>
  );
}
