/** A text in both languages of the product. Chinese comes first and may never be empty. */
export type LocalText = { readonly zh: string; readonly en: string }

/** Any value that survives JSON unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** An attribute value a condition can compare with. */
export type Scalar = string | number | boolean

/** Writes a {@link LocalText} in one line: `text('积水深度', 'Water depth')`. */
export function text(zh: string, en: string): LocalText {
  return { zh, en }
}
