// How many columns and rows one cell of a table takes.
export interface Span {
  readonly columnSpan: number;
  readonly rowSpan: number;
}
