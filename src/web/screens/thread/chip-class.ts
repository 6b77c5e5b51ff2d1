// The look of what is chosen beside a message: folders and mode.
export const CHIP =
  'inline-flex min-h-10 max-w-full items-center gap-1.5 rounded-md px-2 text-sm text-muted transition-colors duration-150 hover:bg-hover hover:text-ink';
