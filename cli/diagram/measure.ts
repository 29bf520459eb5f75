/** Of a line of text, pixels: as wide as the widest of the usual sans-serif fonts makes it, for nobody knows which one draws it. */
export function textWidth(text: string, size: number): number {
  const em = [...text].reduce(
    (sum, char) => sum + (/[ilj.,:;'|! ()]/.test(char) ? 0.37 : /[mwMW]/.test(char) ? 0.95 : 0.64),
    0,
  );
  return Math.ceil(em * size);
}

/** Breaks `text` at spaces so that no line is wider than `width`. */
export function wrap(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && textWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
