// A word in the place of a preview, or beside one.
export function Note({ text }: { readonly text: string }) {
  return <p className="max-w-prose text-muted">{text}</p>;
}
