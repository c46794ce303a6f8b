/** The content of a file as Base64. */
export async function toBase64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const chunks: string[] = []
  for (let at = 0; at < bytes.length; at += 32_768)
    chunks.push(String.fromCharCode(...bytes.subarray(at, at + 32_768)))
  return btoa(chunks.join(''))
}

/** Bytes of a leaked sample that are taken: a piece of a file is enough to trace it. */
const mostSampleBytes = 670_000

/** A sample as it is sent; one that is too large is refused with the words given. */
export function toSample(file: File, tooLarge: string): Promise<string> {
  return file.size > mostSampleBytes ? Promise.reject(new Error(tooLarge)) : toBase64(file)
}
